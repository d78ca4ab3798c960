from django.http import Http404

from runs.models import Run, Sweep
from runs.views.run import page
from studio.access import MemberRequest


def sweep_of(request: MemberRequest, key: str) -> Sweep:
    """The sweep whose run has this key in the member's workspace, or Http404. Its `run` has what a header shows."""
    run = page.find(request, key)
    if run.purpose != Run.Purpose.SWEEP:
        raise Http404(f"{run} is no sweep.")
    found = Sweep.objects.get(pk=run.pk)
    found.run = run
    return found
