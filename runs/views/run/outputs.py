from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from runs import previews
from runs.views.run import page
from studio.access import MemberRequest, for_role

LISTED = 1_000  # files on the page; all of them are in the archive


@for_role("reader")
def outputs(request: MemberRequest, key: str) -> HttpResponse:
    """The files that a run left; ?file= names the one that is looked into, at first the first."""
    run = page.find(request, key)
    head = page.head(run)
    files = list(run.outputs.all()[:LISTED])
    chosen = request.GET.get("file")
    looked = get_object_or_404(run.outputs, path=chosen) if chosen else files[0] if files else None
    all_of_them = run.outputs.aggregate(count=Count("pk"), bytes=Sum("size"))
    return page.show(request, "outputs", head, files=files, all=all_of_them, preview=previews.of(looked) if looked else None)
