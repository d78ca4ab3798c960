from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q

from computes.load import Load
from runs.models import Run
from runs.models.state import HOLDING, WAITING


def loads(targets: Iterable[int]) -> dict[int, Load]:
    """How many runs hold a slot of each of these targets, and how many wait for one. One query."""
    # Neither a child nor a sweep ever waits; said so, no row of those that wait is looked at for its purpose.
    jobs = Q(state__in=WAITING) | ~Q(purpose__in=Run.WITHOUT_JOB)
    rows = Run.objects.filter(jobs, target__in=list(targets), state__in=(*HOLDING, *WAITING)).order_by()
    found: defaultdict[int, Load] = defaultdict(Load)
    for target, state, count in rows.values_list("target", "state").annotate(Count("pk")):
        running, waiting = found[target]
        found[target] = Load(running + count, waiting) if state in HOLDING else Load(running, waiting + count)
    return dict(found)
