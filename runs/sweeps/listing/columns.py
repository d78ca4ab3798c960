"""The columns that a table of trials can have."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from runs.models import Sweep
from runs.sweeps.values import Definition

from .asked import Asked, read

SCORE, PARAMETER = "score", "parameter."
USUAL_PARAMETERS = 8  # shown when no columns are chosen; the others can be


@dataclass(frozen=True)
class Column:
    """`name`: the parameter's own, or the metric's; `place`: which objective it is."""

    id: str
    label: str
    kind: str
    name: str = ""
    place: int = 0
    sortable: bool = True


FIRST = (Column("trial", "Trial", "trial"), Column("state", "State", "state"))
LAST = (Column("duration", "Duration", "duration"), Column("words", "In words", "words", sortable=False))
FURTHER = (Column("reports", "Reports", "reports"), Column("began", "Began", "began"), Column("attempt", "Attempt", "attempt"))


def asked_of(sweep: Sweep, query: QueryDict) -> Asked:
    """What is asked of this sweep's table. The usual columns, chosen one by one, are the usual columns."""
    asked = read(query)
    usual = {each.id for each in columns(sweep, Asked())[0]}
    return replace(asked, columns=()) if {"trial", *asked.columns} == usual else asked


def columns(sweep: Sweep, asked: Asked) -> tuple[list[Column], list[Column]]:
    """Those that are shown, and all that there are. What is asked for and is not there is left out."""
    scores = [
        Column(SCORE if place == 0 else f"{SCORE}.{place}", each.metric, SCORE, each.metric, place)
        for place, each in enumerate(Definition.from_dict(sweep.definition).objectives)
    ]
    parameters = [Column(PARAMETER + each["name"], each["name"], "parameter", each["name"]) for each in sweep.space]
    every = [*FIRST, *scores, *parameters, *LAST, *FURTHER]
    usual = {each.id for each in [*FIRST, *scores, *parameters[:USUAL_PARAMETERS], *LAST]}
    wanted = {"trial", *asked.columns} if asked.columns else usual
    return [each for each in every if each.id in wanted], every
