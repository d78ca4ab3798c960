"""Trials as the charts of a sweep want them: all of them once, then those that changed."""

import base64
import zlib
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import numpy as np

from runs.models import State, Sweep
from runs.models.state import WAITING

BLOCK = 20  # trials that are told together
POINTS = 200_000  # of all curves together; beyond that, each is thinned out
LEAST, MOST = 16, 1_000  # points of one curve, then
SHOWN = ["index", "parameters", "scores", "reports", "attempt", "decision", "created"]
SHOWN += ["run__key", "run__state", "run__started", "run__ended"]
STANDING = {State.COMPLETED: "completed", State.FAILED: "failed", State.CANCELED: "canceled"}


def trials(sweep: Sweep, after: str = "") -> dict[str, Any]:
    """{cursor, sweep, trials}: the trials of which something changed since the answer with the cursor `after`, or neighbours did.

    A trial: {index, values (in the order of the parameters, None: it has none), scores, reports, attempt, standing, why, key, began, ended}."""
    names = [parameter["name"] for parameter in sweep.space]
    rows = list(sweep.trials.order_by("index").values(*SHOWN))
    cursor = _cursor((row["index"], repr(row)) for row in rows)
    news = _changed(cursor, after)
    told = [_trial(row, names) for row in rows if row["index"] // BLOCK in news]
    return {"cursor": "".join(cursor), "sweep": _facts(sweep), "trials": told}


def curves(sweep: Sweep, after: str = "") -> dict[str, Any]:
    """{cursor, curves: {index: {values, at}}}: what the trials reported for the primary metric, in order, of those in changed blocks.

    `values` are little-endian float32 in base64. Where that leaves some out, `at` has their intervals (from 1) as uint32."""
    rows = list(sweep.trials.order_by("index").values_list("index", "attempt", "reports"))
    cursor = _cursor((row[0], repr(row)) for row in rows)
    wanted = [index for block in _changed(cursor, after) for index in range(block * BLOCK, (block + 1) * BLOCK)]
    room = min(MOST, max(LEAST, POINTS // max(1, len(rows))))
    found = sweep.trials.filter(index__in=wanted, reports__gt=0).values_list("index", "reported")
    return {"cursor": "".join(cursor), "curves": {index: _curve(np.frombuffer(bytes(packed), "<f8"), room) for index, packed in found}}


def _cursor(rows: Iterable[tuple[int, str]]) -> list[str]:
    """A mark for each block of trials, which changes with any of them."""
    marks = {block: zlib.crc32("".join(text for _, text in part).encode()) for block, part in groupby(rows, lambda row: row[0] // BLOCK)}
    return [f"{marks.get(block, 0):08x}" for block in range(max(marks, default=-1) + 1)]


def _changed(cursor: list[str], after: str) -> set[int]:
    return {block for block, mark in enumerate(cursor) if after[8 * block : 8 * block + 8] != mark}


def _facts(sweep: Sweep) -> dict[str, Any]:
    defined = sweep.definition
    return {
        "parameters": sweep.space,
        "objectives": defined["objectives"],
        "sampling": defined["sampling"]["kind"],
        "policy": defined["policy"]["kind"],
        "total": sweep.max_total,
        "concurrent": sweep.max_concurrent,
        "over": sweep.run.final,
    }


def _trial(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {
        "index": row["index"],
        "values": [row["parameters"].get(name) for name in names],
        "scores": row["scores"],
        "reports": row["reports"],
        "attempt": row["attempt"],
        "standing": _standing(row),
        "why": (row["decision"] or {}).get("text", ""),
        "key": row["run__key"],
        "began": _seconds(row["run__started"] or (None if _waits(row) else row["created"])),
        "ended": _seconds(row["run__ended"]),
    }


def _standing(row: dict[str, Any]) -> str:
    if _waits(row):
        return "waiting"
    if row["run__state"] == State.CANCELED and row["decision"]:
        return "stopped"
    return STANDING.get(row["run__state"], "active")


def _waits(row: dict[str, Any]) -> bool:
    return row["run__state"] is None or row["run__state"] in WAITING


def _seconds(moment) -> float | None:
    return moment and round(moment.timestamp(), 3)


def _curve(values: np.ndarray, room: int) -> dict[str, str]:
    if values.size <= room:
        return {"values": _packed(values, "<f4")}
    finite = np.where(np.isfinite(values), values, 0.0)
    kept = np.unique(np.append(np.linspace(0, values.size - 1, room).astype(int), [finite.argmin(), finite.argmax()]))
    return {"values": _packed(values[kept], "<f4"), "at": _packed(kept + 1, "<u4")}


def _packed(values: np.ndarray, kind: str) -> str:
    return base64.b64encode(values.astype(kind).tobytes()).decode()
