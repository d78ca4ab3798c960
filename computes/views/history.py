"""What happened to targets: outages, and what people did."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from computes.models import Act
from computes.views import page
from computes.views.finding import a_target
from studio.access import MemberRequest, for_role
from studio.paging import page as page_of

OUTAGES = 50


@for_role("reader")
@page.leads_on
def history(request: MemberRequest, name: str) -> HttpResponse:
    """When it did not answer, and who did what to it, newest first."""
    target = a_target(request, name)
    context = {"outages": target.outages.all()[:OUTAGES], **_acts(request, target.acts.all())}
    return page.show(request, target, "compute_history", "history", ("history",), **context)


@for_role("reader")
def log(request: MemberRequest) -> HttpResponse:
    """What was done to all targets of the workspace, also to those that are gone."""
    acts = Act.objects.filter(workspace=request.workspace).select_related("target")
    return render(request, "computes/log.html", _acts(request, acts))


def _acts(request: MemberRequest, acts: QuerySet[Act]) -> dict:
    shown = page_of(acts.select_related("by"), request.GET)
    leads = {name: f"{request.path}?{urlencode(way)}" if way else "" for name, way in (("newer", shown.newer), ("older", shown.older))}
    here = {name: request.GET[name] for name in ("before", "after") if name in request.GET}
    return {"acts": shown.rows, **leads, "here": f"{request.path}?{urlencode({**here, 'part': 'history'})}"}
