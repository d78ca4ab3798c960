"""How the space is sampled, and what each way of sampling asks of it."""

from __future__ import annotations

from collections.abc import Iterator

from ..values import Parameter, Sampling
from .limits import LIMITS
from .section import Notes, Section, listed, shown
from .space import PATH

KINDS = ("random", "grid", "bayesian")
RULES = ("random", "sobol")
SAMPLERS = ("tpe", "gp")
# What Azure ML's bayesian sampling took, and in how many steps.
BAYESIAN = ("choice", "uniform", "quniform")
STEPS = 100_000


def read_sampling(section: Section) -> Sampling:
    kind = section.word("type", KINDS)
    if not kind:
        section.missing("type", f"write {listed(KINDS)}")
    seed = section.whole("seed", 0, LIMITS.seed)
    rule = _belonging(section, "rule", RULES, kind, "random")
    sampler = _belonging(section, "sampler", SAMPLERS, kind, "bayesian")
    return Sampling(kind or "random", seed, rule, sampler)


def _belonging(section: Section, key: str, words: tuple[str, ...], kind: str, owner: str) -> str:
    if kind in (owner, ""):
        return section.word(key, words, default=words[0]) or words[0]
    section.ignore([key], f"belongs to {owner} sampling, and this is {kind}")
    return words[0]


def check_sampling(sampling: Sampling, space: tuple[Parameter, ...], notes: Notes) -> None:
    """What the sampling asks of each parameter. Positions are those of the space, so all of it has to be read."""
    check = {"grid": _of_grid, "bayesian": _of_bayesian}.get(sampling.kind)
    for position, parameter in enumerate(space if check else ()):
        assert check
        for key, sentence in check(parameter):
            notes.error((*PATH, position, key), sentence)


def _of_grid(parameter: Parameter) -> Iterator[tuple[str, str]]:
    if parameter.expression != "choice":
        yield (
            "expression",
            f"{parameter.name} is {parameter.expression}, and grid sampling tries every value: it takes choice alone; list the values.",
        )
    else:
        yield from _one_type(parameter, "Grid")


def _of_bayesian(parameter: Parameter) -> Iterator[tuple[str, str]]:
    if parameter.expression == "choice":
        yield from _one_type(parameter, "Bayesian")
    if parameter.expression == "quniform":
        low, high, q = parameter.values
        if not all(isinstance(value, int) for value in parameter.values):
            yield (
                "values",
                f"Bayesian sampling takes whole numbers for quniform, and {parameter.name} has others; use uniform, or sample at random.",
            )
        elif (high - low) / q > STEPS:
            yield "values", f"{parameter.name} has more than {STEPS:,} steps; use a larger q, or uniform."


def _one_type(parameter: Parameter, sampling: str) -> Iterator[tuple[str, str]]:
    kinds = [type(value) for value in parameter.values]
    odd = [value for value, kind in zip(parameter.values, kinds, strict=True) if kind not in _KIND_NAMES]
    if odd:
        yield (
            "values",
            f"{sampling} sampling takes texts, whole numbers or fractions, and {parameter.name} has {shown(odd[0])}; put it into quotes.",
        )
    elif len(set(kinds)) > 1:
        names = listed(dict.fromkeys(_KIND_NAMES[kind] for kind in kinds)).replace(" or ", " and ")
        yield (
            "values",
            f"{sampling} sampling takes values of one type, and {parameter.name} has {names}; write 1 as 1.0, or put all into quotes.",
        )


_KIND_NAMES: dict[type, str] = {int: "whole numbers", float: "fractions", str: "texts"}
