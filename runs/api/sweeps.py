"""Sweeps: a run whose trials are runs of their own. What all runs have, such as cancellation and tags, is done through /runs."""

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from ninja import Field, Query, Router, Schema

from runs import charts
from runs.api.finding import a_sweep
from runs.api.records import logged
from runs.api.runs import RunFacts, Value, listed, one_run, told_run
from runs.models import Run, Sweep, Trial
from studio.api.authentication import Call, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["sweeps"])


class Objective(Schema):
    metric: str
    goal: str = Field(description="minimize or maximize")


class TrialFacts(Schema):
    index: int = Field(description="From 0.")
    key: str | None = Field(description="Of its run; null before that was submitted.")
    attempt: int
    state: str
    reason: str
    parameters: dict[str, Any] = Field(description="By their names as defined; without those whose condition is not met.")
    score: Value = Field(description="The best that it logged for the primary metric; null where it logged none.")
    scores: list[Value] = Field(description="The best for each objective, in their order.")
    reports: int = Field(description="How often it logged the primary metric: its intervals.")
    decision: dict[str, Any] | None = Field(
        description="Why the policy ended it: policy, interval, value, limit and text. Null: it did not."
    )
    created: datetime
    started: datetime | None
    ended: datetime | None
    seconds: float | None


class TrialWhole(TrialFacts):
    arguments: list[str]
    reported: list[Value] = Field(description="Every value of the primary metric, in order.")


class SweepFacts(RunFacts):
    """The facts of its run, and those of the sweep. Of `definition`, `space`, `max_total_runs` and `max_concurrent_runs` are what counts now."""

    definition: dict[str, Any] = Field(description="As it was submitted.")
    hdconfig: str = Field(description="The same as a text.")
    space: list[dict[str, Any]]
    objectives: list[Objective] = Field(description="The first is the primary metric.")
    seed: int
    max_total_runs: int
    max_concurrent_runs: int
    max_failed_runs: int | None
    deadline: datetime | None
    paused: bool
    exhausted: bool = Field(description="Whether no point of the space is left that was not tried.")
    ending: str = Field(description="Why it starts no more trials, in a word; empty while it does.")
    trials: dict[str, int] = Field(description="How many trials are in each state; `Waiting` are those without a run.")
    stopped: int = Field(description="How many trials the policy ended; they are Canceled.")
    best: TrialFacts | None
    resumed: list[str] = Field(description="Keys of the earlier sweeps that it learned from.")


class TrialsAsked(Asked):
    state: str | None = None
    stopped: bool | None = Field(None, description="Only those that the policy ended, or only the others.")


class Logged(Schema):
    key: str
    metrics: dict[str, Any]


@router.get("/sweeps", response=Page[RunFacts], summary="The sweeps, newest first")
def sweeps(request: Call, asked: Query[Asked]):
    found = listed(request.auth.workspace.runs.filter(purpose=Run.Purpose.SWEEP))
    return page(found, asked, lambda run: told_run(request, run, run.shown_metrics))


@router.get("/sweeps/{key}", response=SweepFacts, summary="One sweep, with its best trial")
def sweep(request: Call, key: str):
    return one_sweep(request, key)


@router.get("/sweeps/{key}/trials", response=Page[TrialFacts], summary="The trials of a sweep, newest first")
def trials(request: Call, key: str, asked: Query[TrialsAsked]):
    found = _trials(a_sweep(request, key))
    if asked.state is not None:
        found = found.filter(run__state=asked.state)
    if asked.stopped is not None:
        found = found.filter(decision__isnull=not asked.stopped)
    return page(found, asked, told_trial)


@router.get("/sweeps/{key}/trials/{int:index}", response=TrialWhole, summary="One trial, with every value that it reported")
def trial(request: Call, key: str, index: int):
    found = one(a_sweep(request, key).trials.select_related("run").filter(index=min(index, 2**31 - 1)), f"trial {index} of {key}")
    reported = [charts.told(value) for value in found.values.tolist()]
    return {**told_trial(found), "arguments": found.run.arguments if found.run else [], "reported": reported}


@router.get("/sweeps/{key}/ranking", response=list[TrialFacts], summary="The trials with a score, the best first")
def ranking(request: Call, key: str, limit: int = Query(10, ge=1, le=2_000)):
    found = a_sweep(request, key)
    maximized = found.definition["objectives"][0]["goal"] == "maximize"
    scored = _trials(found).exclude(score=None)
    return [told_trial(trial) for trial in scored.order_by("-score" if maximized else "score", "index")[:limit]]


@router.get("/sweeps/{key}/metrics", response=Page[Logged], summary="Everything that each trial logged, the newest trial first")
def metrics(request: Call, key: str, asked: Query[Asked]):
    found = a_sweep(request, key).trials.exclude(run=None).select_related("run")
    return page(found, asked, lambda trial: {"key": trial.run.key, "metrics": logged(trial.run)})


def _trials(sweep: Sweep) -> QuerySet[Trial]:
    """Without all the values that each reported, which may be many."""
    return sweep.trials.select_related("run").defer("reported")


def one_sweep(request: Call, key: str) -> dict[str, Any]:
    """What is told of a sweep of the caller's workspace."""
    sweep = a_sweep(request, key)
    return {
        **one_run(request, key),
        "definition": sweep.definition,
        "hdconfig": sweep.text,
        "objectives": sweep.definition["objectives"],
        "max_total_runs": sweep.max_total,
        "max_concurrent_runs": sweep.max_concurrent,
        "max_failed_runs": sweep.max_failed,
        **{name: getattr(sweep, name) for name in ("space", "seed", "deadline", "paused", "exhausted", "ending")},
        **_told_trials(sweep),
        "resumed": [each.run.key for each in sweep.resumed.select_related("run")],
    }


def _told_trials(sweep: Sweep) -> dict[str, Any]:
    best = sweep.trials.select_related("run").filter(run=sweep.best_id).first() if sweep.best_id else None
    counted: QuerySet = sweep.trials.order_by().values_list("run__state").annotate(Count("pk"))
    return {
        "trials": {state or "Waiting": count for state, count in counted},
        "stopped": sweep.trials.filter(decision__isnull=False).count(),
        "best": told_trial(best) if best else None,
    }


def told_trial(trial: Trial) -> dict[str, Any]:
    run = trial.run
    facts = ("key", "state", "reason", "started", "ended", "seconds")
    of_run = {name: getattr(run, name) for name in facts} if run else {**dict.fromkeys(facts), "state": "Waiting", "reason": ""}
    own = ("index", "attempt", "parameters", "reports", "decision", "created")
    scores = [None if score is None else charts.told(score) for score in trial.scores]
    return {**of_run, **{name: getattr(trial, name) for name in own}, "score": trial.score, "scores": scores}
