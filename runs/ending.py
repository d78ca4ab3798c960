"""How a run ended, in words."""

import signal

from runs.models import Run, State


def sentence(run: Run) -> str:
    """What became of the run's processes; empty while that is not known."""
    if run.processes_ended is None or not (run.final or run.state == State.FINALIZING):
        return ""
    return f"{_ended(run.processes_ended)}, {_left(run.processes_left)}."


def exit_words(run: Run) -> str:
    """`exit code 1`, or the signal's number and name; empty while the script has not ended."""
    if run.signal:
        return f"signal {run.signal} ({_name(run.signal)})"
    return f"exit code {run.exit_code}" if run.exit_code is not None else ""


def _ended(count: int) -> str:
    if count == 0:
        return "No process had to be ended"
    return "1 process was ended" if count == 1 else f"{count} processes were ended"


def _left(count: int | None) -> str:
    if count is None:
        return "and it is not known whether any is left"
    return "none is left" if count == 0 else f"{count} could not be ended: look for them on the machine"


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"
