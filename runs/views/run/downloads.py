from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from runs import archives, previews
from runs.views.run import page
from runs.views.streaming import attached, part_of_file, streamed
from studio.access import MemberRequest, for_role


@for_role("reader")
def file(request: MemberRequest, key: str, path: str) -> HttpResponseBase:
    """One output, to keep."""
    output = get_object_or_404(page.find(request, key).outputs, path=path)
    stored = previews.stored(output)
    if stored is None:
        raise Http404(f"{path} is not in the studio.")
    return attached(part_of_file(request, stored, stored.stat().st_size, "application/octet-stream"), path.rsplit("/", 1)[-1])


@for_role("reader")
def archive(request: MemberRequest, key: str) -> HttpResponseBase:
    """All outputs as one zip, made while it is sent; with ?folder= those below it."""
    run = page.find(request, key)
    folder = request.GET.get("folder", "").strip("/")
    chosen = run.outputs.filter(path__startswith=f"{folder}/") if folder else run.outputs.all()
    files = [(output.path, stored) for output in chosen if (stored := previews.stored(output))]
    name = f"{run.key}-{folder.rpartition('/')[2]}" if folder else run.key
    return attached(streamed(archives.zipped(files), content_type="application/zip"), f"{name}.zip")
