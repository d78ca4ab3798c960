from django.http import HttpResponse
from django.shortcuts import render

from computes.load import loads
from computes.models import Mode
from runs.models import Configuration, Run
from studio.access import MemberRequest, for_role

OFFERED = 6  # configurations to run at a click
LOOKED_AT = 24  # of which some may not be able to run
LATEST = 10
TARGETS = 12


@for_role("reader")
def home(request: MemberRequest) -> HttpResponse:
    """Where a member begins: what may be run, on what, and what ran last."""
    runs = list(request.workspace.runs.submitted().for_table()[:LATEST])
    if request.htmx.target == "latest":
        return render(request, "runs/home.html#latest", {"runs": runs, "newest": _newest(runs), "seen": None})
    if request.htmx.target == "targets":
        return render(request, "runs/home.html#targets", {"targets": _targets(request)})
    context = {
        "offered": _offered(request),
        "targets": _targets(request),
        "runs": runs,
        "newest": _newest(runs),
    }
    return render(request, "runs/home.html", context)


def _offered(request: MemberRequest) -> list[Configuration]:
    """The configurations made last that go with a source and can run as they are."""
    newest = request.workspace.configurations.filter(source__isnull=False).for_table().order_by("-pk")[:LOOKED_AT]
    return [each for each in newest if each.newest and not each.newest.trouble][:OFFERED]


def _targets(request: MemberRequest) -> list:
    """The compute targets, each with its counts of runs at work and waiting; the busiest, where there are very many."""
    targets = list(request.workspace.targets.exclude(mode__in=[Mode.DRAFT, Mode.RETIRED]))
    counted = loads([target.pk for target in targets])
    for target in targets:
        target.waiting, target.working = counted[target.pk].waiting, counted[target.pk].running
    return sorted(targets, key=lambda target: -sum(counted[target.pk]))[:TARGETS] if len(targets) > TARGETS else targets


def _newest(runs: list[Run]) -> int:
    return max((run.pk for run in runs), default=0)
