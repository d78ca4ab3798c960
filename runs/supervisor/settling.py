"""Ends a run: collect what it left, say how it ended, tidy up."""

import contextlib
from datetime import UTC, datetime

from computes.errors import ComputeError
from computes.values import OutputFile
from runs import data
from runs.models import Output, Run, State
from studio import datafolder

from . import builds, news, of_sweeps, retrying
from .fence import Fence
from .journal import closing

LONGEST_PATH = 1000
LATEST = 2**33  # seconds: the year 2242
PACKAGES = "freeze.txt"  # what the agent found installed in the run's environment


def settle(run: Run, workdir, fence: Fence) -> None:
    """From Finalizing to the end. May be begun again at any point. Raises ComputeError when the target does not answer."""
    collect(run, workdir, fence)
    end(run, *outcome(run), fence)
    with contextlib.suppress(ComputeError):  # the run is over; its code there costs space and nothing else
        workdir.remove([run.job_id], "code")


def end(run: Run, state: str, reason: str, fence: Fence, **fields) -> None:
    with fence.write():
        if run.move(state, reason, **fields):
            closing.close(run)
            data.register_outputs(run)
            if state == State.FAILED and (more := retrying.again(run, cause(run))):
                run.wait_for(f"{reason} {more}")
            of_sweeps.ended(run)


def give_up(run: Run, trouble: str, fence: Fence) -> None:
    """The target answers, and yet does not hand over what the run left."""
    _, reason = outcome(run)
    end(run, State.FAILED, f"{reason} What it left could not be collected: {trouble}".strip(), fence)


def collect(run: Run, workdir, fence: Fence) -> None:
    """Copy outputs/ and logs/ into the studio, and list them, unless the configuration wants none of it."""
    wanted = run.configuration is None or run.configuration.collects_outputs
    listed = {entry.path: entry for entry in workdir.outputs(run.job_id)} if wanted else {}
    folder = datafolder.folder("runs", str(run.pk), "files")
    came = workdir.fetch(run.job_id, folder) if listed else []
    found = {path: listed[path] for path in came if path in listed}
    packages = _packages(run, workdir)
    with fence.write():
        Run.objects.filter(pk=run.pk).update(packages=packages)
        builds.listed(run, packages)
        Output.objects.filter(run=run).delete()
        rows = [_output(run, path, entry) for path, entry in found.items() if len(path) <= LONGEST_PATH]
        Output.objects.bulk_create(rows, batch_size=500)


def _packages(run: Run, workdir) -> str:
    if not run.events.filter(kind="environment").exists():
        return ""
    try:
        return workdir.read(run.job_id, PACKAGES, limit=2**20).decode(errors="replace")
    except ComputeError as trouble:
        if trouble.transient:
            raise
        return ""  # the script removed it, or wrote that event itself: no reason to keep the run from its end


def _output(run: Run, path: str, entry: OutputFile) -> Output:
    # A script may give its files any time; some file systems keep years that Python has not.
    modified = datetime.fromtimestamp(min(max(entry.modified, 0), LATEST), UTC)
    return Output(run=run, path=path, size=entry.size, modified=modified)


def cause(run: Run) -> str:
    """Why its job ended, in the agent's word; empty where that was not told."""
    told = run.events.filter(kind=news.FINISHED).last()
    return told.data.get("reason", "") if told else ""


def outcome(run: Run) -> tuple[str, str]:
    """The final state and its reason, from what was told last."""
    told = run.events.filter(kind=news.FINISHED).last()
    why = cause(run)
    if why == "cancelled" or (why in LOST and run.events.filter(after=State.CANCEL_REQUESTED).exists()):
        return State.CANCELED, _cancelled(run)
    if why in LOST:
        return State.FAILED, LOST[why].format(target=run.target)
    if why == "time limit" and run.configuration:  # a build has none, whatever its events say
        limit = run.configuration.max_seconds
        return State.FAILED, f"Stopped at its time limit of {limit} s. Raise it in the run configuration if it needs longer."
    if told and why == "data failed":
        exited = f" The script had exited with code {run.exit_code}." if run.exit_code is not None else ""
        return State.FAILED, f"{_sentence(told.data.get('detail') or 'Its data could not be brought')}{exited} The setup log tells more."
    if told and why in ("environment failed", "could not start"):
        return State.FAILED, f"{_sentence(told.data.get('detail') or 'Its environment could not be prepared')} The setup log tells more."
    if (failure := closing.failure(run)) and not run.signal:
        return State.FAILED, failure
    return _by_exit(run, told.data.get("detail", "") if told else "")


def _by_exit(run: Run, detail: str) -> tuple[str, str]:
    """`detail`: what the agent knows besides, such as a full disk."""
    more = f" {_sentence(detail)}" if detail else ""
    if run.signal:
        usual = "" if detail else SIGNALS.get(run.signal, "")  # a guess, where nobody knows better
        return State.FAILED, f"Ended by signal {run.signal}{usual}.{more}"
    if run.exit_code:
        return State.FAILED, f"Exited with code {run.exit_code}.{more} The end of the log usually says why."
    if run.exit_code is None:
        return State.FAILED, f"Its exit code is not known.{more}"
    return State.COMPLETED, ""


SIGNALS = {9: " (SIGKILL: often the machine ran out of memory)", 11: " (SIGSEGV: a crash in native code)", 15: " (SIGTERM)"}
# Why an agent ended before its job did.
LOST = {
    "agent killed": "The agent that watched this run on {target} was killed, so its exit code is not known. "
    "What it left running was ended.",
    "agent stopped": "The agent that watched this run on {target} was asked to stop, as when a machine is shut down.",
    "machine restarted": "{target} was restarted while this ran.",
}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _cancelled(run: Run) -> str:
    ended, left = run.processes_ended or 0, run.processes_left or 0
    processes = "1 process was ended" if ended == 1 else f"{ended} processes were ended"
    if why := of_sweeps.asked(run):
        processes = f"{why} {processes}"
    if left:
        return f"{processes}, but {left} cannot be ended: they hang in the kernel of {run.target}."
    return f"{processes}, none is left."
