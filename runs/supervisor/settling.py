"""Ends a run: collect what it left, say how it ended, tidy up."""

from datetime import UTC, datetime

from computes.errors import ComputeError
from computes.values import OutputFile
from runs.models import Output, Run, State
from studio import datafolder

from .fence import Fence
from .points import compact


def settle(run: Run, workdir, fence: Fence) -> None:
    """From Finalizing to the end. May be begun again at any point. Raises ComputeError when the target does not answer."""
    collect(run, workdir, fence)
    state, reason = outcome(run)
    with fence.write():
        compact(run)
        run.move(state, reason)
    workdir.remove([run.job_id], "code")


def collect(run: Run, workdir, fence: Fence) -> None:
    """Copy outputs/ and logs/ into the studio, and list them."""
    listed = {entry.path: entry for entry in workdir.outputs(run.job_id)}
    folder = datafolder.folder("runs", str(run.pk), "files")
    came = workdir.fetch(run.job_id, folder) if listed else []
    found = [_output(run, listed[path]) for path in came if path in listed]
    with fence.write():
        Output.objects.filter(run=run).delete()
        Output.objects.bulk_create(found, batch_size=500)


def outcome(run: Run) -> tuple[str, str]:
    """The final state and its reason, from what the agent told last."""
    told = run.events.filter(kind="finished").last()
    why = told.text if told else ""
    if why == "cancelled":
        return State.CANCELED, _cancelled(run)
    if why == "time limit":
        return State.FAILED, f"Stopped at its time limit of {run.configuration.max_seconds} s. Raise it in the run configuration if it needs longer."
    if why in ("environment failed", "could not start"):
        return State.FAILED, (told.data.get("detail") or "Its environment could not be prepared") + ". The setup log tells more."
    if run.signal:
        return State.FAILED, f"Ended by signal {run.signal}{SIGNALS.get(run.signal, '')}."
    if run.exit_code:
        return State.FAILED, f"Exited with code {run.exit_code}. The end of the log usually says why."
    return State.COMPLETED, ""


SIGNALS = {9: " (SIGKILL: often the machine ran out of memory)", 11: " (SIGSEGV: a crash in native code)", 15: " (SIGTERM)"}


def _cancelled(run: Run) -> str:
    ended, left = run.processes_ended or 0, run.processes_left or 0
    processes = "1 process was ended" if ended == 1 else f"{ended} processes were ended"
    return f"{processes}, none is left." if not left else f"{processes}, but {left} cannot be ended: they hang in the kernel of {run.target}."


def _output(run: Run, entry: OutputFile) -> Output:
    return Output(run=run, path=entry.path, size=entry.size, modified=datetime.fromtimestamp(entry.modified, UTC))


def lose(run: Run, launcher, handle, reason: str, fence: Fence) -> None:
    """The agent is gone without a word: end what it left behind, and say so."""
    try:
        launcher.cancel(handle, force=True, grace=0)
    except ComputeError:
        return  # asked again at the next look
    with fence.write():
        run.move(State.FAILED, reason)


