"""`HyperDriveRun`: a sweep and what became of its trials, by v1's names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...core.run import Run
from ...exceptions import UserErrorException, refused_as
from ...sweeps import Sweep, Trial
from ...values import safe, told


class HyperDriveRun(Run):
    """A sweep, by its id. Its children are the runs of its trials."""

    def __init__(self, experiment: Any, run_id: str, hyperdrive_config: Any = None, _run: Any = None, **_: Any):
        super().__init__(experiment, run_id, _run=_run)
        if self._run.purpose != "sweep":
            raise UserErrorException(f"{run_id} is no sweep. Read it as a run: Run.get(workspace, run_id).")
        self.hyperdrive_config = hyperdrive_config

    @property
    def type(self) -> str:
        return "hyperdrive"

    @property
    def tags(self) -> dict[str, str | None]:
        """Those that people gave it, and those that HyperDrive wrote: the definition, and the parameters of each trial under its id."""
        now = self._now()
        with refused_as():
            return {**now.hyperdrive_tags(), **now.tags}

    # -- its trials ----------------------------------------------------------------------------------------------------

    def get_best_run_by_primary_metric(
        self, include_failed: bool = True, include_canceled: bool = True, include_resume_from_runs: bool = True
    ) -> Run | None:
        """The run with the best value of the primary metric; None where none has logged it."""
        passed_over = {state for state, taken in (("Failed", include_failed), ("Canceled", include_canceled)) if not taken}
        sweeps = [self._now(), *(self._earlier() if include_resume_from_runs else ())]
        found = [trial for sweep in sweeps for trial in _first(sweep, passed_over)]
        if not found:
            return None
        choose = max if self._maximizes else min
        return self._child(choose(found, key=_place))

    def get_children_sorted_by_primary_metric(
        self, top: int = 0, reverse: bool = False, discard_no_metric: bool = False
    ) -> list[dict[str, Any]]:
        """{run_id, hyperparameters (as JSON), best_primary_metric, status} of each trial, the best first; those without the metric come last.

        `top`: so many alone, 0 for all."""
        trials = list(self._trials())
        scored = sorted((trial for trial in trials if trial.score is not None), key=_place, reverse=self._maximizes != reverse)
        rest = [] if discard_no_metric else [trial for trial in trials if trial.score is None]
        return [_summary(trial) for trial in [*scored, *rest][: top or None]]

    def get_hyperparameters(self) -> dict[str, str]:
        """The parameters of each trial as JSON, by its run's id."""
        return {trial.key or "": json.dumps(trial.parameters) for trial in self._trials()}

    def get_metrics(self, name: str | None = None, recursive: bool = False, run_type: Any = None, populate: bool = False) -> dict[str, Any]:
        """What each trial logged, by its run's id."""
        with refused_as():
            found = self._now().metrics_of_trials()
        return found if name is None else {key: {name: each[name]} for key, each in found.items() if name in each}

    def get_diagnostics(self) -> dict[str, Any]:
        """How it is, and why trials failed, by their runs' ids."""
        now = self._now()
        with refused_as():
            failed = {trial.key: trial.reason for trial in now.all_trials(state="Failed")}
        return {"runId": now.key, "status": now.state, "reason": now.reason, "trials": dict(now.trials), "errors": failed}

    def get_children(self, recursive: bool = False, tags: Any = None, status: str | None = None, **_: Any) -> Iterator[Run]:
        """The runs of its trials, the newest first."""
        return super().get_children(recursive, tags, status)

    # -- acts, most of them not in v1 ----------------------------------------------------------------------------------

    def pause(self) -> None:
        """No further trial starts; those that go on go on."""
        with refused_as():
            self._run = self._now().pause()

    def resume(self) -> None:
        with refused_as():
            self._run = self._now().resume()

    def set_max_concurrent_runs(self, count: int) -> None:
        with refused_as():
            self._run = self._now().set_concurrency(count)

    def extend(self, runs: int | None = None, minutes: int | None = None) -> None:
        """So many trials and minutes more, also where it is over."""
        with refused_as():
            self._run = self._now().extend(runs, minutes)

    def retry(self, which: str = "failed") -> int:
        """Start trials again that are "failed", "missing", or "both"; how many."""
        with refused_as():
            count = self._now().retry(which)
            self._run = self._run.refresh()
        return count

    def fail(self, *_: Any, **__: Any) -> None:
        raise UserErrorException("A sweep fails by itself alone. To end it: run.cancel().")

    # -- how it is read ------------------------------------------------------------------------------------------------

    def _now(self) -> Sweep:
        # Also where it was over: somebody may have let it go on.
        with refused_as():
            self._run = _sweep(self._run.connection, self._run.key)
        return self._run

    def _earlier(self) -> Iterator[Sweep]:
        """The sweeps that it learned from."""
        for key in self._now().resumed:
            with refused_as():
                yield _sweep(self._run.connection, key)

    def _trials(self) -> Iterator[Trial]:
        """Those that have a run, in the order of their indexes."""
        with refused_as():
            return iter(sorted((trial for trial in self._now().all_trials() if trial.key), key=lambda trial: trial.index))

    def _child(self, trial: Trial) -> Run:
        with refused_as():
            return Run(self.experiment, trial.key or "", _run=trial.run())

    @property
    def _maximizes(self) -> bool:
        known = self._run if isinstance(self._run, Sweep) else self._now()
        return known.objectives[0]["goal"] == "maximize"


def _sweep(connection: Any, key: str) -> Sweep:
    return told(Sweep, connection.get(f"/sweeps/{safe(key)}"), connection)


def _first(sweep: Sweep, passed_over: set[str]) -> list[Trial]:
    """The best of a sweep whose run is in none of these states, in a list; empty where there is none."""
    with refused_as():
        return [trial for trial in sweep.ranking(2_000 if passed_over else 1) if trial.state not in passed_over][:1]


def _place(trial: Trial) -> float:
    return trial.score or 0.0


def _summary(trial: Trial) -> dict[str, Any]:
    return {
        "run_id": trial.key,
        "hyperparameters": json.dumps(trial.parameters),
        "best_primary_metric": trial.score,
        "status": trial.state,
    }
