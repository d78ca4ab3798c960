from datetime import datetime

from django.http import Http404
from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema

from runs import archives, previews
from runs.api.finding import a_run
from runs.views.streaming import attached, part_of_file, streamed
from studio.api.authentication import Call, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["outputs"])


class OutputFacts(Schema):
    path: str
    size: int
    modified: datetime


@router.get("/runs/{key}/outputs", response=Page[OutputFacts], summary="The files that a run left")
def outputs(request: Call, key: str, asked: Query[Asked]):
    return page(a_run(request, key).outputs.all(), asked, lambda output: output)


@router.get("/runs/{key}/outputs/archive", summary="All of them as one zip")
def archive(request: Call, key: str) -> HttpResponseBase:
    run = a_run(request, key)
    files = [(output.path, stored) for output in run.outputs.all() if (stored := previews.stored(output))]
    return attached(streamed(archives.zipped(files), content_type="application/zip"), f"{run.key}.zip")


@router.get("/runs/{key}/outputs/file/{path:path}", summary="One of them; Range is understood")
def file(request: Call, key: str, path: str) -> HttpResponseBase:
    stored = previews.stored(one(a_run(request, key).outputs.filter(path=path), f"output {path} of {key}"))
    if stored is None:
        raise Http404(f"{path} is not in the studio.")
    return attached(part_of_file(request, stored, stored.stat().st_size, "application/octet-stream"), path.rsplit("/", 1)[-1])
