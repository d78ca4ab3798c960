"""A sweep's definition, looked over before anything is started: what is wrong with it, and what its first trials would be."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from ninja import Field, Router, Schema

from runs.api.configurations import Findings
from runs.api.finding import a_sweep
from runs.sweeps import observing, policies, sampling
from runs.sweeps.definition import Finding, arguments, collisions, read, read_values, tree, write
from runs.sweeps.values import Definition
from studio.api.authentication import Call, reader

router = Router(auth=reader, tags=["sweeps"])
MOST = 1_000_000


class Defined(Schema):
    hdconfig: str | None = Field(None, max_length=MOST, description="The text of an hdconfig.yml.")
    definition: dict[str, Any] | None = Field(None, description="The keys of an hdconfig.yml as values, where there is no text.")
    hdconfig_name: str = Field("hdconfig.yml", max_length=300, description="What the text is called where something is said of it.")
    resume_from: list[str] = Field([], max_length=5, description="Keys of earlier sweeps to learn from, beside those that it names.")


class WantedPreview(Defined):
    arguments: list[str] = Field([], description="Of the script, before those of the space.")
    count: int = Field(10, ge=0, le=100, description="How many trials to show.")
    seed: int | None = Field(None, ge=0, le=2**63 - 1, description="What the trials are drawn by, where the definition says none.")
    replay: str | None = Field(None, description="The key of an earlier sweep: what this policy would have stopped there.")


class Point(Schema):
    parameters: dict[str, Any]
    arguments: list[str]


class Stop(Schema):
    trial: int
    text: str
    saved: int = Field(description="How many intervals it would not have run.")


class Replay(Schema):
    text: str
    trials: int
    intervals: int
    saved: int
    best_lost: bool
    stopped: list[Stop]


class Preview(Findings):
    definition: dict[str, Any] | None = Field(description="The keys of an hdconfig.yml; null where it cannot run.")
    hdconfig: str
    size: int | None = Field(description="How many points the space has; null where they cannot be counted.")
    points: list[Point] = Field(description="Of a bayesian sampling those that it begins with.")
    replay: Replay | None


@router.post(
    "/sweeps/previews", response=Preview, summary="What would be said of a sweep's definition, and its first trials: nothing is kept"
)
def preview(request: Call, wanted: WantedPreview):
    definition, findings = _read(wanted)
    found = [*findings, *_met(definition, wanted.arguments)]
    told: dict[str, Any] = {"definition": None, "hdconfig": "", "size": None, "points": [], "replay": None}
    if definition is not None:
        told = {
            "definition": tree(definition),
            "hdconfig": wanted.hdconfig or write(definition),
            "size": sampling.size(definition.space),
            "points": _points(definition, wanted),
            "replay": _replayed(request, definition, wanted.replay) if wanted.replay else None,
        }
    return {"runs": all(each.level != "error" for each in found), "findings": [each._asdict() for each in found], **told}


def definition_of(wanted: Defined) -> tuple[Definition, list[Finding]]:
    """What is submitted, and what is said of it. ValidationError with a sentence for each error."""
    definition, findings = _read(wanted)
    if definition is None or any(finding.level == "error" for finding in findings):
        raise ValidationError([worded(finding, wanted.hdconfig, wanted.hdconfig_name) for finding in findings if finding.level == "error"])
    return definition, findings


def notes(findings: list[Finding], wanted: Defined) -> list[str]:
    """The warnings, each with its place."""
    return [worded(finding, wanted.hdconfig, wanted.hdconfig_name) for finding in findings if finding.level == "warning"]


def worded(finding: Finding, text: str | None, name: str = "hdconfig.yml") -> str:
    """With file, line and column where there is a text, else with the path of keys."""
    parts = (finding.path,) if text is None else (name, finding.line, finding.column)
    place = ":".join(str(part) for part in parts if part)
    return f"{place}: {finding.message}" if place else finding.message


def _read(wanted: Defined) -> tuple[Definition | None, list[Finding]]:
    if (wanted.hdconfig is None) == (wanted.definition is None):
        raise ValidationError("Say what the sweep is: either `hdconfig`, a text, or `definition`, its keys.")
    reading = read(wanted.hdconfig) if wanted.hdconfig is not None else read_values(wanted.definition or {})
    definition = reading.definition
    if definition is not None and wanted.resume_from:
        definition = replace(definition, resume_from=tuple(dict.fromkeys([*definition.resume_from, *wanted.resume_from])))
    findings = reading.findings if wanted.hdconfig is not None else [each._replace(line=None, column=None) for each in reading.findings]
    return definition, findings


def _met(definition: Definition | None, given: list[str]) -> list[Finding]:
    """Arguments that would be given twice."""
    return [Finding("error", sentence) for sentence in collisions(given, definition.space)] if definition else []


def _points(definition: Definition, wanted: WantedPreview) -> list[dict[str, Any]]:
    seed = definition.sampling.seed if definition.sampling.seed is not None else wanted.seed or 0
    try:
        drawn = sampling.points(definition, min(wanted.count, definition.max_total_runs), seed)
    except sampling.Unavailable as refusal:
        raise ValidationError(str(refusal)) from None
    return [{"parameters": dict(point), "arguments": [*wanted.arguments, *arguments(point)]} for point in drawn]


def _replayed(request: Call, definition: Definition, key: str) -> dict[str, Any]:
    earlier = observing.observations(a_sweep(request, key))
    replay = policies.replay(definition.policy, definition.primary, earlier, definition.max_concurrent_runs)
    facts = ("text", "trials", "intervals", "saved", "best_lost")
    stopped = [{"trial": stop.index, "text": stop.decision.text, "saved": stop.saved} for stop in replay.stopped]
    return {**{name: getattr(replay, name) for name in facts}, "stopped": stopped}
