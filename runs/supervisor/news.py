"""events.jsonl: what the agent tells of a job, into moves of its run."""

from datetime import UTC, datetime

import orjson

from runs.models import Run, State


def take(run: Run, lines: bytes) -> None:
    """Inside the transaction that moves the cursor: each line has its effect once."""
    for line in lines.splitlines():
        try:
            fact = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(fact, dict) and (effect := EFFECTS.get(fact.get("event", ""))):
            effect(run, fact, datetime.fromtimestamp(fact.get("at", 0), UTC))


def _running(run: Run, fact: dict, at: datetime) -> None:
    run.move(State.RUNNING, at=at)


def _told(run: Run, fact: dict, at: datetime) -> None:
    run.note(fact["event"], fact.get("text", ""), at=at, **_facts(fact))


def _finished(run: Run, fact: dict, at: datetime) -> None:
    run.note("finished", fact.get("reason", ""), at=at, **_facts(fact))
    ended, left = fact.get("ended_processes"), fact.get("left_processes")
    run.move(
        State.FINALIZING,
        "Collecting what the run left",
        at=at,
        exit_code=fact.get("code"),
        signal=fact.get("signal"),
        processes_ended=ended,
        processes_left=left,
    )


def finished(run: Run, status) -> None:
    """What `_finished` does, from a poll: for an agent that was killed after its job's exit and before its last line."""
    fact = {
        "reason": status.reason,
        "code": status.code,
        "signal": status.signal,
        "ended_processes": status.ended_processes,
        "left_processes": status.left_processes,
        "sizes": status.sizes,
    }
    _finished(run, fact, datetime.fromtimestamp(status.ended or 0, UTC))


def _facts(fact: dict) -> dict:
    # `note` has parameters of these names
    return {name: value for name, value in fact.items() if name not in ("at", "event", "text", "kind", "by", "before", "after")}


EFFECTS = {"running": _running, "environment": _told, "signalled": _told, "leftovers": _told, "finished": _finished}
