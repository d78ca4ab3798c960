from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from runs import archives, previews
from runs.api.finding import a_run
from runs.views.streaming import attached, part_of_file, streamed
from studio.api.authentication import reader
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["outputs"])


class OutputFacts(Schema):
    path: str
    size: int
    modified: datetime


@router.get("/runs/{key}/outputs", response=Page[OutputFacts], summary="The files that a run left")
def outputs(request: HttpRequest, key: str, asked: Query[Asked]):
    return page(a_run(request, key).outputs.all(), asked, lambda output: output)


@router.get("/runs/{key}/outputs/archive", summary="All of them as one zip")
def archive(request: HttpRequest, key: str) -> HttpResponse:
    run = a_run(request, key)
    files = [(output.path, stored) for output in run.outputs.all() if (stored := previews.stored(output))]
    return attached(streamed(archives.zipped(files), content_type="application/zip"), f"{run.key}.zip")


@router.get("/runs/{key}/outputs/file/{path:path}", summary="One of them; Range is understood")
def file(request: HttpRequest, key: str, path: str) -> HttpResponse:
    stored = previews.stored(get_object_or_404(a_run(request, key).outputs, path=path))
    if stored is None:
        raise Http404(f"{path} is not in the studio.")
    return attached(part_of_file(request, stored, stored.stat().st_size, "application/octet-stream"), path.rsplit("/", 1)[-1])
