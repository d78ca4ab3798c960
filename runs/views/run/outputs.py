from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from runs import previews
from runs.models import Model, Run
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
    facts = {"files": files, "all": all_of_them, "models": _models(run), "preview": previews.of(looked) if looked else None}
    return page.show(request, "outputs", head, **facts)


def _models(run: Run) -> list[Model]:
    """What this run and its children registered; whether each is one file or a folder of them is its `is_file`."""
    return list(Model.objects.filter(Q(run=run) | Q(run__parent=run)).annotate(is_file=Exists(run.outputs.filter(path=OuterRef("path")))))
