from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from runs import previews
from runs.views.run import page
from studio.access import MemberRequest, for_role


@for_role("reader")
def outputs(request: MemberRequest, key: str) -> HttpResponse:
    """The files that a run left; ?file= names the one that is looked into."""
    run = page.find(request, key)
    head = page.head(run)
    files = list(run.outputs.all())
    chosen = request.GET.get("file")
    preview = previews.of(get_object_or_404(run.outputs, path=chosen)) if chosen else None
    return page.show(request, "outputs", head, files=files, total=sum(file.size for file in files), preview=preview)
