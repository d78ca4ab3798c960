"""Which trials are ended before they are done."""

from __future__ import annotations

from typing import Any

from ..values import Policy
from .section import Section, bare, shown

NAMES = {
    "BanditPolicy": "bandit",
    "MedianStoppingPolicy": "median",
    "TruncationSelectionPolicy": "truncation",
    "NoTerminationPolicy": "none",
    "ASHAPolicy": "asha",
    "HyperbandPolicy": "hyperband",
}
BEYOND = {"asha", "hyperband"}
# What belongs to which; the names are those of the file and of Policy.
_ALWAYS = ("evaluation_interval", "delay_evaluation")
OWN: dict[str, tuple[str, ...]] = {
    "none": (),
    "bandit": (*_ALWAYS, "slack_factor", "slack_amount"),
    "median": _ALWAYS,
    "truncation": (*_ALWAYS, "truncation_percentage", "exclude_finished_jobs"),
    "asha": ("min_resource", "reduction_factor"),
    "hyperband": ("min_resource", "max_resource", "reduction_factor"),
}
KEYS = tuple(dict.fromkeys(key for keys in OWN.values() for key in keys))


def read_policy(section: Section) -> Policy:
    """No policy where the section is not there or says no type, as Azure ML has it."""
    name = section.word("type", NAMES, default="NoTerminationPolicy")
    kind = NAMES.get(name, "")
    fields = {key: value for key in OWN.get(kind, ()) if (value := _field(section, key)) is not None}
    if kind:
        section.ignore([key for key in KEYS if key not in OWN[kind]], f"says nothing to a {name}")
    _CHECKS.get(kind, lambda section, fields: None)(section, fields)
    for key in KEYS:
        section.take(key)
    section.unknown("a policy")
    return Policy(kind or "none", **fields)


def _field(section: Section, key: str) -> Any:
    if key == "exclude_finished_jobs":
        return section.flag(key)
    if key.startswith("slack"):
        return _slack(section, key)
    return section.whole(key, *_BOUNDS[key])


_BOUNDS: dict[str, tuple[int, int]] = {
    "evaluation_interval": (1, 1_000_000),
    "delay_evaluation": (0, 1_000_000),
    "truncation_percentage": (1, 99),
    "min_resource": (1, 1_000_000),
    "max_resource": (1, 1_000_000),
    "reduction_factor": (2, 100),
}


def _slack(section: Section, key: str) -> int | float | None:
    said = bare(section.take(key))
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, (int, float)) or not 0 <= said <= 1e300:
        section.error(key, f"{key} is a number, 0 or more, not {shown(said)}.")
        return None
    return said


def _check_bandit(section: Section, fields: dict[str, Any]) -> None:
    """A factor of 0 is as good as none, for Azure ML too."""
    if fields.get("slack_factor") == 0:
        del fields["slack_factor"]
        if "slack_amount" not in fields:
            section.error(
                "slack_factor", "slack_factor is above 0; to stop whatever is worse than the best, write slack_amount: 0 instead."
            )
    elif fields.get("slack_factor") and "slack_amount" in fields:
        if fields["slack_amount"]:
            section.error("slack_amount", "A BanditPolicy takes slack_factor or slack_amount, not both; remove one of the two.")
        else:
            del fields["slack_amount"]
    elif "slack_factor" not in fields and "slack_amount" not in fields and not _wrong_slack(section):
        section.missing("slack_factor", "a BanditPolicy needs slack_factor (a ratio, such as 0.1) or slack_amount (an absolute distance)")


def _wrong_slack(section: Section) -> bool:
    return any(section.notes.wrong_below((*section.path, key)) for key in ("slack_factor", "slack_amount"))


def _check_truncation(section: Section, fields: dict[str, Any]) -> None:
    if "truncation_percentage" not in fields:
        section.missing("truncation_percentage", "write how many per cent of the trials are to be stopped, from 1 to 99")


def _check_hyperband(section: Section, fields: dict[str, Any]) -> None:
    if fields.get("max_resource", 10**9) < fields.get("min_resource", 1):
        section.error("max_resource", "max_resource is min_resource or above.")


_CHECKS = {"bandit": _check_bandit, "truncation": _check_truncation, "hyperband": _check_hyperband}
