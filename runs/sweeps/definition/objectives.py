"""What is compared: the primary metric, and further ones."""

from __future__ import annotations

from typing import Any

from ..values import Goal, Objective
from .limits import LIMITS
from .section import Notes, Section, shown

GOALS = {"Maximize": Goal.MAXIMIZE, "Minimize": Goal.MINIMIZE}
PRIMARY = ("primary_metric_name", "primary_metric_goal")


def read_objectives(section: Section) -> tuple[Objective, ...]:
    """All of them, the primary one first; empty where it cannot be told."""
    said = section.items("objectives")
    primary = _primary(section, needed=not said)
    if not said:
        return (primary,) if primary else ()
    every = _listed(section, said)
    if primary and every and primary != every[0]:
        section.error(
            "objectives",
            f"objectives begin with the primary metric, and that is {primary.metric} ({primary.goal}); put it first, or leave these keys out.",
        )
    return every


def _primary(section: Section, needed: bool) -> Objective | None:
    metric = section.text("primary_metric_name", LIMITS.metric)
    goal = section.word("primary_metric_goal", GOALS)
    if needed or metric or goal:
        if not metric:
            section.missing("primary_metric_name", "write the name under which the script logs what is compared, such as accuracy")
        if not goal:
            section.missing("primary_metric_goal", "write Maximize or Minimize")
    return Objective(metric, GOALS[goal]) if metric and goal else None


def _listed(section: Section, said: list[Any]) -> tuple[Objective, ...]:
    if len(said) > LIMITS.objectives:
        section.error("objectives", f"There are {len(said):,} objectives, and a sweep may have {LIMITS.objectives}.")
        return ()
    read = [_one(Section(item, (*section.path, "objectives", position), section.notes), item) for position, item in enumerate(said)]
    every = tuple(objective for objective in read if objective)
    _refuse_twins(every, section)
    return every if len(every) == len(said) else ()


def _one(section: Section, item: Any) -> Objective | None:
    if not isinstance(item, dict):
        if item is None:
            section.notes.error(section.path, f"An objective has name and goal; there is {shown(item)}.")
        return None
    metric, goal = section.text("name", LIMITS.metric), section.word("goal", GOALS)
    if not metric:
        section.missing("name", "write the name of a metric that the script logs")
    if not goal:
        section.missing("goal", "write Maximize or Minimize")
    section.unknown("an objective")
    return Objective(metric, GOALS[goal]) if metric and goal else None


def _refuse_twins(every: tuple[Objective, ...], section: Section) -> None:
    names = [objective.metric for objective in every]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        section.error("objectives", f"{name} is there twice among the objectives; remove one of the two.")


def check_names(every: tuple[Objective, ...], notes: Notes) -> None:
    """A blank at either end is logged by no script, and nobody sees it."""
    for objective in every:
        if objective.metric != objective.metric.strip():
            notes.add(
                "warning",
                PRIMARY[:1],
                f'"{objective.metric}" begins or ends with a blank; the name has to be exactly as the script logs it.',
            )
