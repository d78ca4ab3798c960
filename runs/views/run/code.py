from django.http import HttpResponse
from django.urls import reverse

from runs import browsing
from runs.views.run import page
from studio.access import MemberRequest, for_role


@for_role("reader")
def code(request: MemberRequest, key: str) -> HttpResponse:
    """The files of the run's snapshot; ?file= names the one that is read, at first the script."""
    run = page.find(request, key)
    head = page.head(run)
    chosen = request.GET.get("file") or run.script
    snapshot = [request.workspace.slug, run.snapshot.source_id, run.snapshot.number]
    links = {"raw": reverse("source_snapshot_raw", args=snapshot), "archive": reverse("source_snapshot_archive", args=snapshot)}
    return page.show(request, "code", head, **links, **browsing.look(run.snapshot, chosen))
