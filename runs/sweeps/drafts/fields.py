"""The fields of the form, section by section. The parameters have rows of their own: see rows.py."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from runs.configuring import fields as configuring
from runs.configuring import values

POLICIES = (
    ("NoTerminationPolicy", "None: each trial runs to its end"),
    ("BanditPolicy", "Bandit: stop what falls behind the best"),
    ("MedianStoppingPolicy", "Median stopping: stop what is worse than the median"),
    ("TruncationSelectionPolicy", "Truncation: stop the worst share"),
    ("ASHAPolicy", "ASHA: keep the best share of each rung"),
    ("HyperbandPolicy", "Hyperband: several ASHA brackets"),
)
OF_V1 = ("BanditPolicy", "MedianStoppingPolicy", "TruncationSelectionPolicy")
BEYOND = ("ASHAPolicy", "HyperbandPolicy")
SAMPLINGS = (
    ("random", "Random: each trial drawn by itself"),
    ("grid", "Grid: every combination once"),
    ("bayesian", "Bayesian: from what the trials before showed"),
)


@dataclass(frozen=True)
class Field(configuring.Field):
    """`kinds`: the values of its section's first field with which it means something; empty: all of them."""

    kinds: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()  # of choices, where their names alone say too little
    default: str = ""  # what counts where it is empty

    @property
    def only(self) -> str:
        return " ".join(self.kinds).lower()

    def shown(self, value: Any) -> str:
        """What stands in the field. The file may write a choice in any case."""
        words = values.shown(self, value)
        same = [each for each in self.choices if each.lower() == words.lower()]
        return same[0] if same else words


@dataclass(frozen=True)
class Section:
    slug: str
    title: str
    icon: str
    text: str
    fields: tuple[Field, ...]


def _chosen(path: str, label: str, help: str, labels: tuple[tuple[str, str], ...], wide: bool = True) -> Field:
    return Field(path, label, "choice", help, tuple(value for value, _ in labels), wide, labels=labels)


def _number(path: str, label: str, help: str, *kinds: str, default: str = "") -> Field:
    return Field(path, label, "number", help, kinds=kinds, default=default)


OBJECTIVE = Section(
    "objective",
    "Objective",
    "target",
    "What makes one trial better than another.",
    (
        Field("primary_metric_name", "Primary metric", "metric", "As the script logs it. A trial’s best value counts."),
        _chosen(
            "primary_metric_goal",
            "Goal",
            "Which of two values is better.",
            (("Maximize", "Maximize"), ("Minimize", "Minimize")),
            wide=False,
        ),
        Field(
            "objectives",
            "Several objectives",
            "yaml",
            "Beyond v1, and instead of the two above: a list of metrics with a goal each, the primary one first.",
            wide=True,
        ),
    ),
)
SAMPLING = Section(
    "sampling",
    "Sampling",
    "dices",
    "Which points of the space are tried.",
    (
        _chosen("sampling.type", "Sampling", "Grid takes choices alone; Bayesian takes no early termination.", SAMPLINGS),
        _number("sampling.seed", "Seed", "The same seed gives the same trials. Empty: one is drawn."),
        Field(
            "sampling.rule",
            "Rule",
            "choice",
            "Sobol spreads the points more evenly than chance does.",
            ("random", "sobol"),
            kinds=("random",),
            default="random",
        ),
        Field(
            "sampling.sampler", "Sampler", "choice", "The model of what is worth trying.", ("tpe", "gp"), kinds=("bayesian",), default="tpe"
        ),
    ),
)
POLICY = Section(
    "policy",
    "Early termination",
    "scissors",
    "Which trials are stopped before their end.",
    (
        _chosen("policy.type", "Policy", "An interval is one value that the script logs for the primary metric.", POLICIES),
        _number("policy.slack_factor", "Slack factor", "0.2 stops what is below the best ÷ 1.2. Either this or an amount.", "BanditPolicy"),
        _number("policy.slack_amount", "Slack amount", "0.05 stops what is more than that behind the best.", "BanditPolicy"),
        _number("policy.truncation_percentage", "Truncation percentage", "How many of a hundred are stopped.", "TruncationSelectionPolicy"),
        Field(
            "policy.exclude_finished_jobs",
            "Leave out finished trials",
            "flag",
            "Yes: only trials that still run are compared.",
            kinds=("TruncationSelectionPolicy",),
            default="no",
        ),
        _number("policy.evaluation_interval", "Evaluation interval", "It is applied at each multiple of this.", *OF_V1, default="1"),
        _number("policy.delay_evaluation", "Delay", "It is not applied before this interval.", *OF_V1, default="0"),
        _number("policy.reduction_factor", "Reduction factor", "One of so many goes on at each rung.", *BEYOND, default="4"),
        _number("policy.min_resource", "First rung", "At which interval the first comparison is.", *BEYOND, default="1"),
        _number("policy.max_resource", "Last interval", "How many intervals a whole trial has.", "HyperbandPolicy"),
    ),
)
BUDGET = Section(
    "budget",
    "Budget",
    "gauge",
    "How much is tried.",
    (
        _number("max_total_runs", "Trials", "At most, of 1 to 1000."),
        _number("max_concurrent_runs", "At a time", "At most. It can be changed while the sweep runs.", default="all of them"),
        _number("max_duration_minutes", "Minutes", "What still runs after so many is cancelled; 10080 are a week.", default="10080"),
        _number("max_failed_runs", "Failed trials", "The sweep gives up once so many have failed. Empty: it never does."),
    ),
)
WARM = Section(
    "warm",
    "Go on from",
    "history",
    "Earlier sweeps whose trials count as known.",
    (
        Field(
            "resume_from",
            "Earlier sweeps",
            "lines",
            "Their ids, one a line: up to five that are over, of the same metric and goal.",
            wide=True,
        ),
    ),
)
SECTIONS = (OBJECTIVE, SAMPLING, POLICY, BUDGET, WARM)


@cache
def fields() -> dict[str, Field]:
    """By path."""
    return {field.path: field for section in SECTIONS for field in section.fields}
