"""The table of a workspace's compute targets."""

from dataclasses import dataclass

from django.db.models import Q

from computes.kinds import KINDS
from computes.load import Load, loads
from computes.models import Mode, Target
from computes.readings import Reading
from studio.models import Workspace

# What may be asked for, by its word in the URL.
SHOWS = [
    ("", "All but retired ones"),
    ("answering", "Answering"),
    ("silent", "Not answering"),
    ("held", "Paused or draining"),
    ("draft", "Being set up"),
    ("retired", "Retired"),
]
_SHOWN = {
    "answering": Q(unreachable=None, reached__isnull=False) & ~Q(mode__in=[Mode.DRAFT, Mode.RETIRED]),
    "silent": Q(unreachable__isnull=False) & ~Q(mode=Mode.RETIRED),
    "held": Q(mode__in=[Mode.PAUSED, Mode.DRAINING]),
    "draft": Q(mode=Mode.DRAFT),
    "retired": Q(mode=Mode.RETIRED),
}


@dataclass(frozen=True)
class Row:
    target: Target
    reading: Reading
    load: Load


def rows(workspace: Workspace, q: str = "", show: str = "") -> list[Row]:
    """Those that have every word of `q` in their name, kind, host, description or note, and are as `show` says. Two queries."""
    found = workspace.targets.filter(_SHOWN.get(show, ~Q(mode=Mode.RETIRED))).select_related("owner")
    wanted = q.lower().split()
    targets = [target for target in found if all(word in _text(target) for word in wanted)]
    load = loads(target.pk for target in targets)
    return [Row(target, Reading(target), load[target.pk]) for target in targets]


def _text(target: Target) -> str:
    said = (target.name, KINDS[target.kind].title, target.description, target.note, target.options.get("host"), target.owner or "")
    return " ".join(str(word) for word in said if word).lower()
