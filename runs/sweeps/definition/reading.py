"""From a text, or from values in the same form, to a definition and everything there is to say of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from runs.runconfig.errors import RunconfigError
from runs.runconfig.values import Finding

from ..values import Definition, Parameter, Sampling
from . import advice
from .document import Document
from .limits import LIMITS
from .objectives import check_names, read_objectives
from .policy import read_policy
from .sampling import check_sampling, read_sampling
from .section import Notes, Section, bare
from .space import read_space
from .writing import tree


class Reading(NamedTuple):
    """`definition` is None where there is an error among the findings; `document` where there was no text, or none that is YAML."""

    definition: Definition | None
    findings: list[Finding]
    document: Document | None = None

    @property
    def errors(self) -> list[str]:
        return [f"Line {each.line}: {each.message}" if each.line else each.message for each in self.findings if each.level == "error"]


def read(text: str) -> Reading:
    """What an hdconfig.yml says. Never raises."""
    try:
        document = Document(text)
    except RunconfigError as error:
        return Reading(None, [Finding("error", error.sentence, error.line, error.column)])
    definition, findings = _read(document.written)
    placed = [_placed(finding, document) for finding in findings]
    return Reading(definition, sorted(placed, key=lambda each: (each.line or 0, each.column or 0)), document)


def read_values(values: Any) -> Reading:
    """The same for values in the form of the file, as JSON has them. Never raises."""
    return Reading(*_read(values))


def problems(definition: Definition) -> list[str]:
    """Whatever keeps a definition that was made of values from being run, in sentences."""
    return read_values(tree(definition)).errors


def _read(said: Any) -> tuple[Definition | None, list[Finding]]:
    notes = Notes()
    whole = Section(said, (), notes)
    definition = _definition(whole, notes)
    whole.unknown("a sweep's definition")
    if definition and notes.sound:
        advice.give(definition, whole, notes)
    return (definition if notes.sound else None), notes.findings


def _definition(whole: Section, notes: Notes) -> Definition | None:
    sampling, space = _sampled(whole)
    policy = read_policy(whole.below("policy"))
    objectives = read_objectives(whole)
    limits, resumed = _limits(whole), _resumed(whole)
    advice.refuse_together(sampling, policy, notes)
    check_names(objectives, notes)
    if not notes.sound:
        return None
    return Definition(space, objectives, sampling=sampling, policy=policy, resume_from=resumed, **limits)


def _sampled(whole: Section) -> tuple[Sampling, tuple[Parameter, ...]]:
    section = whole.below("sampling")
    if "sampling" not in whole:
        whole.missing("sampling", "write type and parameter_space below it")
        return Sampling(), ()
    items = section.items("parameter_space")
    sampling, space = read_sampling(section), read_space(items, section.notes)
    section.unknown("sampling")
    if not items:
        section.missing("parameter_space", "list the parameters, each with name, expression and values")
    elif len(space) == len(items):
        check_sampling(sampling, space, section.notes)
    return sampling, space


def _limits(whole: Section) -> dict[str, Any]:
    total = whole.whole("max_total_runs", 1, LIMITS.total)
    if total is None:
        whole.missing("max_total_runs", f"write how many trials there may be, from 1 to {LIMITS.total:,}")
    concurrent = whole.whole("max_concurrent_runs", 1, LIMITS.concurrent)
    return {
        "max_total_runs": total or 1,
        "max_concurrent_runs": concurrent or min(total or 1, LIMITS.concurrent),
        "max_duration_minutes": _minutes(whole),
        "max_failed_runs": whole.whole("max_failed_runs", 1, 1_000_000),
    }


def _minutes(whole: Section) -> int:
    """Cut down to what is allowed, with a warning, as Azure ML does it."""
    said = whole.whole("max_duration_minutes", 1)
    if said is not None and said > LIMITS.minutes:
        whole.add(
            "warning",
            "max_duration_minutes",
            f"A sweep lasts {LIMITS.minutes:,} minutes (seven days) at most, as in Azure ML; that is what counts, not {said:,}.",
        )
    return min(said or LIMITS.minutes, LIMITS.minutes)


def _resumed(whole: Section) -> tuple[str, ...]:
    said = whole.take("resume_from")
    items = [said] if isinstance(bare(said), str) else whole.items("resume_from") or []
    keys = tuple(item for item in items if isinstance(item, str) and item.strip() and item.isprintable())
    if len(keys) < len(items):
        whole.error("resume_from", "resume_from lists the keys of earlier sweeps, such as HD_0f8fad5b-d9cb-469f-a165-70867728950e.")
    elif len(keys) > LIMITS.resumed:
        whole.error("resume_from", f"A sweep goes on from {LIMITS.resumed} earlier ones at most, and here are {len(keys)}.")
    elif len(set(keys)) < len(keys):
        whole.error("resume_from", "resume_from names a sweep twice; remove one of the two.")
    return keys


def _placed(finding: Finding, document: Document) -> Finding:
    path = tuple(int(step) if step.isdigit() else step for step in finding.path.split(".")) if finding.path else ()
    line, column = document.lines(path) or (None, None)
    return finding._replace(line=line, column=column)
