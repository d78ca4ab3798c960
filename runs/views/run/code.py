from django.http import HttpResponse

from runs import browsing
from runs.views.run import page
from studio.access import MemberRequest, for_role


@for_role("reader")
def code(request: MemberRequest, key: str) -> HttpResponse:
    """The files of the run's snapshot; ?file= names the one that is read, at first the script."""
    run = page.find(request, key)
    head = page.head(run)
    chosen = request.GET.get("file") or run.configuration.script
    return page.show(request, "code", head, **browsing.look(run.snapshot, chosen))
