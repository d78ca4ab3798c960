"""How a sweep ended: its run's last state, and why, in sentences."""

from collections import Counter

from runs.models import State, Sweep, Trial
from runs.sweeps import ending, observing
from runs.sweeps.values import Objective, Standing

WORDS = {
    Standing.COMPLETED: "completed",
    Standing.STOPPED: "stopped by the policy",
    Standing.FAILED: "failed",
    Standing.CANCELED: "cancelled",
    Standing.ACTIVE: "never started",
}


def outcome(sweep: Sweep, best: Trial | None, objective: Objective) -> tuple[State, str]:
    trials = list(sweep.trials.select_related("run").order_by("index"))
    standings = [observing.standing(trial) for trial in trials]
    told = _best(best, objective) if best or Standing.COMPLETED in standings else ""
    reason = " ".join(filter(None, [why(sweep), counted(trials), told]))
    if sweep.ending == ending.CANCELED or sweep.run.state == State.CANCEL_REQUESTED:
        return State.CANCELED, reason
    if sweep.ending in (ending.FAILURES, ending.UNABLE):
        return State.FAILED, reason
    if trials and set(standings) == {Standing.FAILED}:
        return State.FAILED, f"{reason} {_last(trials)}"
    return State.COMPLETED, reason


def why(sweep: Sweep) -> str:
    """What ended it before all its trials had ended by themselves; empty where nothing did."""
    if sweep.ending in ("", ending.RETRIES):
        return ""
    said = sweep.run.events.filter(kind="ending").last()
    return said.text if said else ""


def counted(trials: list[Trial]) -> str:
    """`20 trials: 17 completed, 2 stopped by the policy and 1 failed.`"""
    if not trials:
        return "No trial was started."
    counts = Counter(observing.standing(trial) for trial in trials)
    parts = [f"{counts[standing]:,} {word}" for standing, word in WORDS.items() if counts[standing]]
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"{amount(len(trials))}: {listed}."


def too_many(failed: list[Trial]) -> str:
    """Why a sweep gives up."""
    return f"It was stopped because {amount(len(failed))} failed, which is as many as max_failed_runs allows. {_last(failed)}"


def amount(count: int) -> str:
    return "1 trial" if count == 1 else f"{count:,} trials"


def _last(failed: list[Trial]) -> str:
    """The trial that failed last, with its own reason."""
    last = max(failed, key=lambda trial: (trial.run.ended or trial.created, trial.index) if trial.run else (trial.created, trial.index))
    return f"The last to fail was trial {last.index}: {last.run.reason if last.run else ''}".strip()


def _best(best: Trial | None, objective: Objective) -> str:
    if best is None:
        return f"No trial reported {objective.metric}, its primary metric: log it in the script under exactly this name."
    return f"Best {objective.metric}: {best.score:.6g}, by trial {best.index}."
