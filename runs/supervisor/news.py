"""events.jsonl: what the agent tells of a job, into moves of its run.

The file lies in the job's folder, where the script may write as well: whatever stands there, it harms no other run."""

from datetime import datetime

import orjson

from runs.models import Run, State

from . import builds
from .clock import OURS, Clock

FINISHED = "finished"
# Facts that are kept with an event; they are whole numbers, amounts, texts, or {file: length}. `size` is in bytes.
NUMBERS = {"code", "signal", "processes", "packages", "ended_processes", "left_processes", "pid", "files", "percent"}
AMOUNTS = {"size", "seconds", "bytes"}
TEXTS = {"reason", "detail", "because", "key", "signal", "name", "act"}


def take(run: Run, lines: bytes, clock: Clock = OURS) -> None:
    """Inside the transaction that moves the cursor: each line has its effect once. `clock`: the target's."""
    for line in lines.splitlines():
        try:
            fact = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(fact, dict) and (effect := EFFECTS.get(str(fact.get("event")))):
            effect(run, plain(fact), clock.moment(fact.get("at")))


def told_sizes(run: Run) -> dict[str, int] | None:
    """The final lengths of the run's files, once its agent told that it is over."""
    told = run.events.filter(kind=FINISHED).last()
    return told.data.get("sizes", {}) if told else None


def finished(run: Run, fact: dict, at: datetime | None) -> None:
    """The job is over. Told by its agent's last line or by a poll, whichever comes first; once."""
    if run.events.filter(kind=FINISHED).exists():
        return
    builds.over(run)
    run.note(FINISHED, fact.get("reason", ""), at=at, **fact)
    run.insist(
        State.FINALIZING,
        "Collecting what the run left",
        at=at,
        exit_code=fact.get("code"),
        signal=_number(fact.get("signal")),
        processes_ended=fact.get("ended_processes"),
        processes_left=fact.get("left_processes"),
    )


def finished_by_poll(run: Run, status, clock: Clock = OURS) -> None:
    """For an agent that was killed before it could write its last line."""
    fact = {name: getattr(status, name) for name in ("reason", "detail", "code", "signal", "ended_processes", "left_processes", "sizes")}
    finished(run, plain(fact), clock.moment(status.ended))


def plain(fact: dict) -> dict:
    """What of a fact is as it should be."""
    kept = {name: value for name, value in fact.items() if name in NUMBERS and _is_whole(value)}
    kept |= {name: _text(value)[:2000] for name, value in fact.items() if name in TEXTS and isinstance(value, str)}
    kept |= {name: fact[name] for name in AMOUNTS if type(fact.get(name)) in (int, float) and 0 <= fact[name] < 2**53}
    kept |= {"reused": True} if fact.get("reused") is True else {}
    sizes = fact.get("sizes")
    if isinstance(sizes, dict):
        kept["sizes"] = {name: size for name, size in sizes.items() if isinstance(size, int) and size > 0 and _text(name) == name}
    return kept


def _text(value: str) -> str:
    """Without what no database takes: NUL, and the surrogates that Python has for bytes of a name that are no UTF-8."""
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _number(value) -> int | None:
    """A signal is a number where a process ended by it, and a name where one was sent."""
    return value if _is_whole(value) else None


def _is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _running(run: Run, fact: dict, at: datetime | None) -> None:
    run.insist(State.RUNNING, at=at)


def _building(run: Run, fact: dict, at: datetime | None) -> None:
    if not run.events.filter(kind="building").exists():
        builds.begun(run, fact)
        run.note("building", "Its environment is being built", at=at, **fact)


def _environment(run: Run, fact: dict, at: datetime | None) -> None:
    builds.ready(run, fact, at)
    run.note("environment", f"{fact.get('packages', 0)} packages are installed in it", at=at, **fact)


def _environment_failed(run: Run, fact: dict, at: datetime | None) -> None:
    builds.failed(run, fact)


def _image(run: Run, fact: dict, at: datetime | None) -> None:
    """How far the image of its container is: one event that grows, and the run's reason while it waits for it."""
    done, act = fact.get("percent", 0) >= 100, fact.get("act", "pulling")
    words = f"{act.capitalize()} image {fact.get('name', '')}" + ("" if done else f": {fact.get('percent', 0)} %")
    known = run.events.filter(kind="image", data__act=act, data__name=fact.get("name")).last()
    if known is None:
        run.note("image", words, at=at, **fact)
    else:
        run.events.filter(pk=known.pk).update(text=words, data=fact)
    if run.state == State.PREPARING:
        detail = fact.get("detail")
        run.wait_for("" if done else f"{words} ({detail})" if detail else words)


def _data(run: Run, fact: dict, at: datetime | None) -> None:
    count, act = fact.get("files", 0), {"upload": "uploaded"}.get(fact.get("act", ""), "downloaded")
    run.note("data", f"{fact.get('name', 'Data')}: {count:,} {'file' if count == 1 else 'files'} {act}", at=at, **fact)


def _signalled(run: Run, fact: dict, at: datetime | None) -> None:
    count = fact.get("processes", 0)
    words = f"{fact.get('signal', 'A signal')} to {count} {'process' if count == 1 else 'processes'}: {fact.get('because', '')}"
    run.note("signalled", words, at=at, **fact)


EFFECTS = {
    "running": _running,
    "building": _building,
    "environment": _environment,
    "environment_failed": _environment_failed,
    "data": _data,
    "image": _image,
    "signalled": _signalled,
    FINISHED: finished,
}
