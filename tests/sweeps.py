"""Sweeps as if they had come so far: rows alone, nothing is started. What pages show does not depend on how a sweep came there."""

import math
from datetime import timedelta
from uuid import uuid4

import numpy as np
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from runs.models import ConfigurationVersion, Event, Experiment, Run, Snapshot, State, Sweep, Trial
from runs.models.state import FINAL
from runs.sweeps.values import Definition, Goal, Objective, Parameter, Policy, Sampling
from studio.models import User

SPACE = (
    Parameter("--dropout", "uniform", (0.0, 0.5)),
    Parameter("--layers", "choice", (1, 2, 3, 4)),
    Parameter("--lr", "loguniform", (-9.0, -2.0)),
    Parameter("--optimizer", "choice", ("adam", "sgd", "rmsprop")),
)
GRID = (Parameter("--depth", "choice", (2, 4, 8)), Parameter("--trees", "choice", (10, 50, 100, 200)))
INTERVALS = 12  # that a trial reports when nothing stops it
SECONDS = 40  # from the beginning of one trial to the next in its slot


def definition(count: int, **changes) -> Definition:
    """Random sampling over SPACE, a bandit, four slots; `changes` are fields of Definition."""
    own = {
        "space": SPACE,
        "objectives": (Objective("accuracy", Goal.MAXIMIZE),),
        "max_total_runs": max(count, 1),
        "max_concurrent_runs": 4,
        "policy": Policy("bandit", slack_factor=0.2),
        "sampling": Sampling("random", seed=7),
    }
    return Definition(**{**own, **changes})


def arrange(
    version: ConfigurationVersion,
    snapshot: Snapshot,
    count: int = 0,
    *,
    experiment: str = "sweeps",
    by: User | None = None,
    state: str = "Running",
    running: int = 0,
    defined: Definition | None = None,
    silent: tuple[int, ...] = (),
    **fields,
) -> Run:
    """The run of a sweep with `count` trials, the last `running` of which go on; those in `silent` never reported.

    Of every 17 trials one failed, of every five one was stopped by the policy. The same call gives the same trials."""
    defined = defined or definition(count)
    place, _ = Experiment.objects.get_or_create(workspace=version.configuration.workspace, name=experiment)
    with transaction.atomic():
        rows = count // defined.max_concurrent_runs + 1
        run = _run(place, version, snapshot, by, state, timezone.now() - timedelta(seconds=SECONDS * rows), fields)
        sweep = Sweep.objects.create(
            run=run,
            definition=defined.to_dict(),
            space=defined.to_dict()["space"],
            seed=7,
            max_total=defined.max_total_runs,
            max_concurrent=defined.max_concurrent_runs,
        )
        add(sweep, count, running, silent)
    return run


def add(sweep: Sweep, count: int, running: int = 0, silent: tuple[int, ...] = ()) -> None:
    """So many further trials."""
    first = sweep.trials.count()
    drawn = np.random.default_rng(7)
    points = [_point(drawn, sweep, index) for index in range(first + count)][first:]
    number = _numbers(sweep.run.experiment, count)
    made = [_trial_run(sweep, first + at, point, at >= count - running, number + at) for at, point in enumerate(points)]
    runs = Run.objects.bulk_create(made)
    Event.objects.bulk_create([Event(run=run, at=run.created, kind="submitted", after=State.NOT_STARTED) for run in runs])
    trials = [_trial(sweep, first + at, points[at], run, first + at in silent) for at, run in enumerate(runs)]
    Trial.objects.bulk_create(trials)
    best = max((trial for trial in trials if trial.score is not None), key=lambda trial: trial.score or 0, default=None)
    Sweep.objects.filter(pk=sweep.pk).update(best=best and best.run)


def trial_of(sweep: Sweep, index: int | None = None, state: str = "Running", values: tuple[float, ...] = (), **fields) -> Trial:
    """One further trial whose run has just come to `state`; `fields` go onto the trial's row."""
    index = sweep.trials.count() if index is None else index
    point = fields.pop("parameters", None) or _point(np.random.default_rng(index), sweep, index)
    run = _trial_run(sweep, index, point, True, _numbers(sweep.run.experiment, 1))
    run.state, run.ended = state, timezone.now() if state in FINAL else None
    run.save()
    run.note("submitted", after=State.NOT_STARTED)
    trial = Trial.objects.create(sweep=sweep, index=index, parameters=point, run=run, scores=[None], **fields)
    if values:
        report(trial, *values)
    return trial


def report(trial: Trial, *values: float) -> None:
    """The trial logged these values of the primary metric; who looks at the sweep hears of it."""
    every = np.append(trial.values, np.array(values, "<f8"))
    trial.reported, trial.reports = every.tobytes(), every.size
    trial.score = float(np.nanmax(every))
    trial.scores = [trial.score, *trial.scores[1:]]
    with transaction.atomic():
        trial.save()
        if trial.run:
            trial.run.ring()


def _run(place: Experiment, version: ConfigurationVersion, snapshot: Snapshot, by: User | None, state: str, began, fields: dict) -> Run:
    own = {"key": f"HD_{uuid4()}", "purpose": Run.Purpose.SWEEP, "submission": uuid4().hex, "submitted_by": by}
    run = Run.create(
        place, snapshot=snapshot, configuration=version, target=version.target, arguments=version.arguments, **{**own, **fields}
    )
    run.move(State.RUNNING)
    Run.objects.filter(pk=run.pk).update(created=began, started=began, since=began)
    run.refresh_from_db()
    assert state == State.RUNNING or run.move(state), f"a sweep cannot go to {state}"
    return run


def _numbers(place: Experiment, count: int) -> int:
    """The first of `count` numbers for children."""
    Experiment.objects.filter(pk=place.pk).update(numbered=F("numbered") + count, children=F("children") + count)
    place.refresh_from_db()
    return place.numbered - count + 1


def _point(drawn: np.random.Generator, sweep: Sweep, index: int) -> dict:
    return {each["name"]: _value(drawn, each, sweep, index) for each in sweep.space}


def _value(drawn: np.random.Generator, parameter: dict, sweep: Sweep, index: int):
    share, values = float(drawn.random()), parameter["values"]
    if parameter["expression"] != "choice":
        value = values[0] + share * (values[1] - values[0])
        return math.exp(value) if parameter["expression"].startswith("log") else value
    if sweep.definition["sampling"]["kind"] != "grid":
        return values[int(share * len(values))]
    later = sweep.space[sweep.space.index(parameter) + 1 :]
    return values[index // math.prod(len(each["values"]) for each in later) % len(values)]


def _trial_run(sweep: Sweep, index: int, point: dict, running: bool, number: int) -> Run:
    parent = sweep.run
    began = parent.created + timedelta(seconds=SECONDS * (index // sweep.max_concurrent))
    times = {"created": began, "started": began + timedelta(seconds=2), "since": began}
    ended = began + timedelta(seconds=SECONDS - 5)
    state = State.RUNNING if running else State.FAILED if index % 17 == 11 else State.CANCELED if index % 5 == 4 else State.COMPLETED
    return Run(
        workspace=parent.workspace,
        experiment=parent.experiment,
        number=number,
        key=f"{parent.key}_{index}",
        purpose=Run.Purpose.TRIAL,
        parent=parent,
        snapshot=parent.snapshot,
        configuration=parent.configuration,
        target=parent.target,
        arguments=[part for name, value in point.items() for part in (name, str(value))],
        submission=f"{parent.key}:{index}:1",
        parameters=point,
        state=state,
        ended=None if running else ended,
        **times,
    )


def _trial(sweep: Sweep, index: int, point: dict, run: Run, silent: bool) -> Trial:
    stopped = run.state == State.CANCELED
    count = 0 if silent else 4 if stopped or run.state == State.FAILED else 3 if run.state == State.RUNNING else INTERVALS
    values = _curve(sweep, index, point)[:count]
    scores = [float(values.max()) if values.size else None]
    scores += [float(1 + index % 13) if values.size else None for _ in sweep.definition["objectives"][1:]]
    text = f"stopped at interval 4: {scores[0] or 0:.2f} below 0.92 / 1.2"
    decision = {"policy": "bandit", "interval": 4, "value": scores[0], "limit": 0.92 / 1.2, "text": text} if stopped else None
    return Trial(
        sweep=sweep,
        index=index,
        parameters=point,
        run=run,
        created=run.created or timezone.now(),
        scores=scores,
        score=scores[0],
        reported=values.astype("<f8").tobytes(),
        reports=values.size,
        judged=values.size,
        decision=decision,
    )


def _curve(sweep: Sweep, index: int, point: dict) -> np.ndarray:
    """Better where the numbers of the point lie in the middle of their ranges."""
    shares = [
        list(each["values"]).index(point[each["name"]]) / len(each["values"]) for each in sweep.space if each["expression"] == "choice"
    ]
    quality = 0.95 - 0.3 * abs(sum(shares) / max(1, len(shares)) - 0.5) - 0.2 * (math.sin(12.9898 * (index + 1)) ** 2)
    return quality * (1 - np.exp(-np.arange(1, INTERVALS + 1) / 3))
