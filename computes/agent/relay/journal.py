"""The run's metrics.jsonl: written a line at a time beside whoever else logs there, and read back for `get_metrics`."""

from __future__ import annotations

import json
import os
import time

from ..folders import append


class Journal:
    def __init__(self, path: str) -> None:
        self.path = path

    def write(self, line: dict) -> None:
        """The line's own key stays first and nothing stands between the words: the studio tells the kinds apart by their first bytes."""
        said = json.dumps({**line, "t": line.get("t") or time.time()}, separators=(",", ":"))
        append(self.path, (said + "\n").encode())

    def read(self, run_id: str | None) -> dict[str, dict]:
        """Metrics of one run (None: the job's own) by name: {"kind": …, "columns": {column: values}, "times": […]}, in the order logged."""
        found: dict[str, dict] = {}
        for line in self._lines():
            if line.get("r") == run_id:
                _take(found, line)
        return found

    def _lines(self):
        if not os.path.exists(self.path):
            return
        with open(self.path, "rb") as file:
            for line in file:
                try:
                    fact = json.loads(line)
                except ValueError:  # a line that is being written, or a script's own words
                    continue
                if isinstance(fact, dict):
                    yield fact


def _take(found: dict, line: dict) -> None:
    when = line.get("t") or 0.0
    if "n" in line:
        _rows(found, line["n"], "scalar", {line["n"]: [line.get("v")]}, when)
    elif isinstance(line.get("l"), dict):
        rows = line["l"]
        _rows(found, rows["name"], "scalar" if rows["kind"] == "text" else rows["kind"], rows["columns"], when)
    elif isinstance(line.get("k"), dict):
        _rows(found, line["k"]["name"], line["k"]["kind"], {line["k"]["name"]: [line["k"].get("path", "")]}, when)
    elif isinstance(line.get("i"), dict):
        _rows(found, line["i"]["name"], "image", {line["i"]["name"]: [line["i"]["path"]]}, when)


def _rows(found: dict, name: str, kind: str, columns: dict, when: float) -> None:
    metric = found.setdefault(name, {"kind": kind, "columns": {}, "times": []})
    count, new = len(metric["times"]), max((len(values) for values in columns.values()), default=0)
    for column in {**metric["columns"], **columns}:
        values = metric["columns"].setdefault(column, [None] * count)
        values += [*columns.get(column, []), *[None] * (new - len(columns.get(column, [])))]
    metric["times"] += [when] * new
