"""The parameter space: a list of {name, expression, values}, and `when` for a parameter that is not always there."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from ..values import Condition, Parameter
from .command_line import flag
from .expressions import EXPRESSIONS, numbers, options
from .limits import LIMITS
from .section import Notes, Path, Section, bare, listed, shown, text_of

PATH: Path = ("sampling", "parameter_space")


def read_space(items: list[Any] | None, notes: Notes) -> tuple[Parameter, ...]:
    """What of it can be read; empty where nothing is said."""
    if not items:
        return ()
    if len(items) > LIMITS.parameters:
        notes.error(PATH, f"There are {len(items):,} parameters, and a sweep may have {LIMITS.parameters}.")
        return ()
    read = [(position, _parameter(Section(item, (*PATH, position), notes), item)) for position, item in enumerate(items)]
    placed = {position: parameter for position, parameter in read if parameter}
    space = tuple(placed.values())
    _refuse_twins(placed, notes)
    if sum(len(parameter.values) for parameter in space) > LIMITS.options:
        notes.error(
            PATH, f"The parameters have more than {LIMITS.options:,} values together; use randint or quniform for a range of numbers."
        )
    # Where an item could not be read, a condition on it would seem to be on nothing.
    if len(space) == len(items):
        _check_conditions(placed, notes)
    return space


def _parameter(section: Section, item: Any) -> Parameter | None:
    if not isinstance(item, Mapping):
        if item is None:
            section.notes.error(section.path, "An empty entry is no parameter; write name, expression and values, or remove the dash.")
        return None
    name, expression = _name(section), _expression(section)
    values = _values(section, expression)
    condition = _condition(section)
    section.unknown("a parameter")
    return Parameter(name, expression, values, condition) if name and expression and values else None


def _name(section: Section) -> str:
    name = section.text("name", LIMITS.name)
    if not name:
        section.missing("name", "write the script's argument, such as --learning-rate")
    elif not name.strip("-"):
        section.error("name", f'"{name}" is no name of an argument; write one such as --learning-rate.')
        return ""
    return name


def _expression(section: Section) -> str:
    """Lower case and exact, as Azure ML reads it."""
    said = section.take("expression")
    if said is None:
        section.missing("expression", f"write {listed(EXPRESSIONS)}")
        return ""
    text = text_of(said) or ""
    if text in EXPRESSIONS:
        return text
    close = get_close_matches(text.lower(), EXPRESSIONS, n=1, cutoff=0.6)
    meant = f" Did you mean {close[0]}?" if close else ""
    section.error("expression", f"expression is {listed(EXPRESSIONS)}, in small letters, not {shown(said)}.{meant}")
    return ""


def _values(section: Section, expression: str) -> tuple[Any, ...]:
    items = section.items("values")
    if items is None:
        section.missing("values", f"write {_example(expression)}")
        return ()
    if not expression:
        return ()
    values, wrong = options(items) if expression == "choice" else numbers(expression, items)
    for sentence in wrong:
        section.error("values", sentence)
    if expression == "randint" and not wrong:
        values = [int(values[0])]
    return () if wrong else tuple(values)


def _example(expression: str) -> str:
    names = EXPRESSIONS[expression].arguments if expression in EXPRESSIONS else ()
    return f"values: [{', '.join(names)}]" if names else "a list such as values: [16, 32, 64]"


def _condition(section: Section) -> Condition | None:
    when = section.below("when")
    if "when" not in section or section.notes.wrong_below(when.path):
        return None
    name = when.text("name", LIMITS.name)
    if not name:
        when.missing("name", "write the parameter that this one hangs on")
    values = [bare(value) for value in when.items("values") or []]
    if not values:
        when.missing("values", "write the values of the other parameter for which this one is there")
    when.unknown("a condition")
    return Condition(name, tuple(values)) if name and values else None


def _refuse_twins(placed: dict[int, Parameter], notes: Notes) -> None:
    """`lr` and `--lr` would be one argument."""
    seen: dict[str, str] = {}
    for position, parameter in placed.items():
        own = flag(parameter.name)
        if own in seen:
            notes.error(
                (*PATH, position, "name"),
                f"{parameter.name} is there twice (also as {seen[own]}): the script gets {own} once; remove one of the two.",
            )
        seen.setdefault(own, parameter.name)


def _check_conditions(placed: dict[int, Parameter], notes: Notes) -> None:
    by_name = {parameter.name: parameter for parameter in placed.values()}
    for position, parameter in placed.items():
        if parameter.when and (wrong := _wrong_condition(parameter, parameter.when, by_name)):
            notes.error((*PATH, position, "when"), wrong)


def _wrong_condition(parameter: Parameter, when: Condition, by_name: Mapping[str, Parameter]) -> str:
    other = by_name.get(when.name)
    if other is None:
        close = get_close_matches(when.name, by_name, n=1)
        return f"{parameter.name} hangs on {when.name}, which is no parameter of this space.{f' Did you mean {close[0]}?' if close else ''}"
    if other.expression != "choice":
        return f"{parameter.name} hangs on {when.name}, which is no choice: only a choice has values to name."
    known = {repr(option) for option in other.values}  # 1, 1.0, true and "1" are four values
    strange = [value for value in when.values if repr(value) not in known]
    if strange:
        return f"{shown(strange[0])} is no value of {when.name}, so {parameter.name} would never be there for it."
    if _circular(parameter, by_name):
        return f"{parameter.name} hangs on itself by way of {when.name}; one parameter has to be there always."
    return ""


def _circular(parameter: Parameter, by_name: Mapping[str, Parameter]) -> bool:
    seen = {parameter.name}
    above = by_name.get(parameter.when.name) if parameter.when else None
    while above is not None and above.name not in seen:
        seen.add(above.name)
        above = by_name.get(above.when.name) if above.when else None
    return above is not None
