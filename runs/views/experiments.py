from django.db.models import F, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render

from runs.models import Run
from studio.access import MemberRequest, for_role
from studio.keys import key

SIZE = 100


@for_role("reader")
def experiments(request: MemberRequest) -> HttpResponse:
    """Every experiment, the one that was run last on top; ?before= is the last run of the row above."""
    newest = Run.objects.submitted().filter(experiment=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    listed = request.workspace.experiments.listed().annotate(newest=Subquery(newest)).order_by(F("newest").desc(nulls_last=True))
    if (before := key(request.GET.get("before"))) is not None:
        listed = listed.filter(newest__lt=before)
    rows = list(listed[: SIZE + 1])
    last_runs = Run.objects.for_table().in_bulk([row.newest for row in rows[:SIZE] if row.newest])
    for row in rows:
        row.last_run = last_runs.get(row.newest)
    older = f"{request.path}?before={rows[SIZE - 1].newest}" if len(rows) > SIZE else ""
    part = "#table" if request.htmx else ""
    return render(request, f"runs/experiments.html{part}", {"experiments": rows[:SIZE], "older": older, "here": request.get_full_path()})
