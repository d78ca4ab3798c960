"""What a script takes and what it logs, found by reading it, so that the form may offer the names. Nothing of it is run."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from runs import sourcing
from runs.choosing import Choice
from runs.models import Metric, Run

MOST = 40
ARGUMENT = re.compile(r"""(?:add_argument|option)\(\s*(?:["']-\w["']\s*,\s*)?["'](--?[A-Za-z][\w-]*)["']""")
LOGGED = re.compile(r"""\blog(?:_metric)?\(\s*(?:name\s*=\s*)?["']([^"'\\\n]{1,255})["']""")
SMALLER = re.compile(r"loss|err|mae|mse|rmse|perplexity|distance|time|seconds", re.IGNORECASE)


@dataclass(frozen=True)
class Guess:
    """Names in the order in which the script has them. `arguments`: those that the run is not given already."""

    arguments: list[str]
    metrics: list[str]

    @property
    def metric(self) -> str:
        return self.metrics[0] if self.metrics else ""

    @property
    def goal(self) -> str:
        return "Minimize" if SMALLER.search(self.metric) else "Maximize"


def guessed(choice: Choice) -> Guess:
    """What runs of this configuration logged comes before what the script seems to log."""
    text = (sourcing.text_of(choice.snapshot, choice.script) if choice.snapshot and choice.script else None) or ""
    logged = _logged_before(choice.configuration.pk) if choice.configuration else []
    given = {argument.partition("=")[0] for argument in choice.arguments}
    taken = [name for name in _unique(ARGUMENT.findall(text)) if name not in given]
    return Guess(taken, _unique([*logged, *LOGGED.findall(text)]))


def _logged_before(configuration_pk: int) -> list[str]:
    last = Run.objects.filter(configuration__configuration=configuration_pk, metrics__isnull=False).order_by("-pk").first()
    return list(Metric.objects.filter(run=last).order_by("pk").values_list("name", flat=True)[:MOST]) if last else []


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MOST]
