import csv
import io

from django.http import HttpResponse, JsonResponse

from computes import health
from computes.models import Target
from computes.views import page
from computes.views.finding import a_target
from studio.access import MemberRequest, for_role

RANGES = (1, 6, 24, 48)
COLUMNS = ("at", "load", "memory", "disk", "latency")


@for_role("reader")
@page.leads_on
def charts(request: MemberRequest, name: str) -> HttpResponse:
    """How busy it was in the last hours; target_charts.js draws what `data` gives."""
    return page.show(request, a_target(request, name), "compute_charts", "charts", ranges=RANGES, hours=_hours(request))


@for_role("reader")
def data(request: MemberRequest, name: str) -> HttpResponse:
    """The series as JSON; with ?format=csv every sample of that time."""
    target = a_target(request, name)
    return _csv(target) if request.GET.get("format") == "csv" else JsonResponse(health.history(target, _hours(request)))


def _hours(request: MemberRequest) -> int:
    asked = request.GET.get("hours", "")
    return next((hours for hours in RANGES if str(hours) == asked), RANGES[0])


def _csv(target: Target) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, "gpus"])
    for at, *values, gpus in target.samples.values_list(*COLUMNS, "gpus"):
        writer.writerow([at.isoformat(), *values, " ".join(f"{gpu['index']}:{gpu['utilization']}" for gpu in gpus)])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{target.name}.csv"'
    return answer
