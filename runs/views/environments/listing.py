from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from runs.environments.overview import rows
from runs.models import Environment
from studio.access import MemberRequest, for_role
from studio.paging import page

KINDS = [("", "All kinds"), ("own", "Registered here"), ("curated", "Curated"), ("runs", "From runs")]
FILTERS: dict[str, dict] = {
    "own": {"registered": True, "workspace__isnull": False},
    "curated": {"workspace": None},
    "runs": {"registered": False},
}


@for_role("reader")
def environments(request: MemberRequest) -> HttpResponse:
    """The environments that this workspace may use, newest first; ?kind= and ?name= narrow them."""
    filters = {name: request.GET[name] for name in ("kind", "name") if request.GET.get(name)}
    found = Environment.objects.visible_in(request.workspace).filter(**FILTERS.get(filters.get("kind", ""), {}))
    found = found.filter(name__icontains=filters["name"]) if "name" in filters else found
    shown = page(found.for_table(request.workspace), request.GET)
    context = {
        "rows": rows(request.workspace, cast(list[Environment], shown.rows)),
        "filters": filters,
        "kinds": KINDS,
        "newer": _leading(filters, shown.newer),
        "older": _leading(filters, shown.older),
    }
    return render(request, "runs/environments/list.html#table" if request.htmx else "runs/environments/list.html", context)


def _leading(filters: dict[str, str], place: dict[str, int]) -> str:
    return f"?{urlencode([*filters.items(), *place.items()])}" if place else ""
