"""Plays the target of a sweep's trials: their runs start, report and end as a supervisor would tell, and nothing is executed."""

import json

from runs import supervisor
from runs.models import Run, State, Sweep
from runs.supervisor import of_sweeps
from runs.supervisor.points import Series
from runs.sweeps import advancing, submitting
from runs.sweeps.values import Definition, Goal, Objective, Parameter, Policy, Sampling

assert supervisor
SPACE = (Parameter("--lr", "uniform", (0.0, 1.0)), Parameter("layers", "choice", (1, 2, 3)))


def defined(count: int = 4, **changes) -> Definition:
    own = {
        "space": SPACE,
        "objectives": (Objective("accuracy", Goal.MAXIMIZE),),
        "max_total_runs": count,
        "max_concurrent_runs": 2,
        "sampling": Sampling("random", seed=7),
        "policy": Policy(),
    }
    return Definition(**{**own, **changes})


def submitted(member, version, snapshot, definition: Definition, **words) -> Run:
    return submitting.submit(member, "sweeps", snapshot, version, definition, words.pop("submission", "once"), **words)


class Player:
    """Drives one sweep by hand: `step()` is one round of whoever advances it."""

    def __init__(self, run: Run):
        self.run = run

    def step(self) -> "Player":
        advancing.advance(self.run.pk, seconds=0)
        self.run.refresh_from_db()
        return self

    @property
    def sweep(self) -> Sweep:
        return Sweep.objects.select_related("run", "best").get(pk=self.run.pk)

    @property
    def trials(self):
        return list(self.sweep.trials.select_related("run"))

    @property
    def going(self) -> list[Run]:
        return [trial.run for trial in self.trials if trial.run and not trial.run.final]

    def trial(self, index: int):
        return self.sweep.trials.select_related("run").get(index=index)

    def report(self, index: int, *values: float, metric: str = "accuracy") -> None:
        run = self.trial(index).run
        if run.state == State.NOT_STARTED:
            run.move(State.PREPARING)
            run.move(State.RUNNING)
        Series(run).store(b"".join(json.dumps({"n": metric, "v": value}).encode() + b"\n" for value in values))

    def end(self, index: int, state: str = State.COMPLETED, reason: str = "") -> None:
        end(self.trial(index).run, state, reason)

    def play(self, score=lambda point: point["--lr"], most: int = 200) -> "Player":
        """To the end: every trial reports once and completes; one that is asked to end is ended."""
        for _ in range(most):
            self.step()
            if self.run.final:
                return self
            for trial in self.trials:
                if trial.run and not trial.run.final:
                    if trial.run.state != State.CANCEL_REQUESTED:
                        self.report(trial.index, score(trial.parameters))
                    end(trial.run)
        raise AssertionError(f"the sweep came to no end: {self.run.state} {self.run.reason}")


def end(run: Run, state: str = State.COMPLETED, reason: str = "") -> None:
    """As its supervisor ends it, with the proof that no process is left."""
    run.refresh_from_db()
    if run.state == State.CANCEL_REQUESTED and state == State.COMPLETED:
        state, reason = State.CANCELED, f"{of_sweeps.asked(run)} 1 process was ended, none is left.".strip()
    for step in (State.PREPARING, State.RUNNING, State.FINALIZING):
        run.move(step)
    facts = {"processes_ended": 1, "processes_left": 0} if state == State.CANCELED else {}
    assert run.move(state, reason, **facts), f"{run.state} to {state}"
    of_sweeps.ended(run)
