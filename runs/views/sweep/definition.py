from django.http import HttpResponse

from runs.models import Sweep
from runs.sweeps import definition as writing
from runs.sweeps.values import Definition
from runs.views.run import page
from runs.views.streaming import attached
from runs.views.sweep.finding import sweep_of
from studio.access import MemberRequest, for_role


@for_role("reader")
def definition(request: MemberRequest, key: str) -> HttpResponse:
    """The hdconfig.yml that it was submitted as; with ?format=yml as a file."""
    sweep = sweep_of(request, key)
    if request.GET.get("format") == "yml":
        return attached(HttpResponse(_text(sweep), content_type="text/yaml; charset=utf-8"), f"{key}.hdconfig.yml")
    return page.show(request, "sweep/definition", page.head(sweep.run), text=_text(sweep), tab="run_sweep_definition")


def _text(sweep: Sweep) -> str:
    return sweep.text or writing.write(Definition.from_dict(sweep.definition))
