"""Metrics in the client's three dialects: batches in, and two ways of asking for them back."""

from __future__ import annotations

import calendar
import math
import time
import uuid

from .book import Book
from .files import Files
from .journal import Journal

CHARTS = ("confusion_matrix", "accuracy_table", "residuals", "predictions")
NUMBERS = ("double", "int", "bool")
ROWS = 1_000  # of a line: a reader takes lines of less than a megabyte


class Metrics:
    def __init__(self, book: Book, journal: Journal, files: Files) -> None:
        self.book, self.journal, self.files = book, journal, files

    def take(self, run_id: str, body: dict) -> dict:
        """A batch of records, each with one or more values. What cannot be kept is answered for by name, as the service did."""
        self.book.mine(run_id)
        refused: dict[str, dict] = {}
        for record in body.get("values") or []:
            self._try(None if run_id == self.book.own else run_id, record, refused)
        return {"errors": refused}

    def _try(self, child: str | None, record: dict, refused: dict) -> None:
        try:
            self._take(child, record)
        except (KeyError, TypeError, ValueError, OSError) as trouble:
            refused[str(record.get("name"))] = {"error": {"code": "UserError", "message": f"{type(trouble).__name__}: {trouble}"}}

    def _take(self, child: str | None, record: dict) -> None:
        name, kind = record["name"], (record.get("properties") or {}).get("uxMetricType", "azureml.v1.scalar").rpartition(".")[2]
        for line in self._lines(name, kind, record):
            self.journal.write(line if child is None else {**line, "r": child})

    def _lines(self, name: str, kind: str, record: dict):
        values = record["value"]
        when = _seconds(values[0].get("createdUtc")) if values else None
        if kind == "image":
            for value in values:
                yield {"i": {"name": name, "path": _path(value["data"][name])}, "t": when}
        elif kind in CHARTS:
            for path in [_path(value["data"][name]) for value in values]:
                yield {"k": {"name": name, "kind": kind, "value": self.files.json(path), "path": path}, "t": when}
        elif kind == "scalar":
            yield from (_scalar(name, record["columns"], value) for value in values)
        else:
            for begin in range(0, len(values), ROWS):
                columns = _columns(record, values[begin : begin + ROWS])
                yield {"l": {"name": name, "kind": "list" if kind == "list" else "table", "columns": columns}, "t": when}

    def _logged(self, run_id: str) -> dict[str, dict]:
        """What a run logged; images and charts as the addresses of their files, which is how the client wants them."""
        found = self.journal.read(None if run_id == self.book.own else run_id)
        for name, metric in found.items():
            if metric["kind"] == "image" or metric["kind"] in CHARTS:
                metric["columns"][name] = [f"aml://artifactId/ExperimentRun/dcid.{run_id}/{path}" for path in metric["columns"][name]]
        return found

    def names(self, run_id: str) -> dict:
        """1.61 asks for what there is, then for each."""
        logged = self._logged(run_id)
        return {
            "value": [
                {**self._described(run_id, name, metric), "metricKey": self._key(run_id, name, metric)} for name, metric in logged.items()
            ]
        }

    def whole(self, run_id: str, name: str) -> dict:
        metric = self._logged(run_id).get(name)
        if metric is None:
            return {"dataContainerId": f"dcid.{run_id}", "name": name, "columns": {}, "value": [], "properties": {}}
        rows = zip(*metric["columns"].values())
        value = [
            {"metricId": str(uuid.uuid4()), "createdUtc": _iso(when), "step": step, "data": dict(zip(metric["columns"], row))}
            for step, (row, when) in enumerate(zip(rows, metric["times"]))
        ]
        return {"dataContainerId": f"dcid.{run_id}", "name": name, "value": value, **self._described(run_id, name, metric)}

    def _key(self, run_id: str, name: str, metric: dict) -> dict:
        return {"runId": run_id, "dataContainerId": f"dcid.{run_id}", "name": name, "metricType": _type(metric), "labels": []}

    def _described(self, run_id: str, name: str, metric: dict) -> dict:
        return {"name": name, "columns": _kinds(metric), "properties": {"uxMetricType": _type(metric)}}

    def query(self, body: dict) -> dict:
        """1.11 asks with a filter: `RunId eq X and name eq Y`."""
        asked = dict(part.partition(" eq ")[::2] for part in str(body.get("filter") or "").replace("(", "").replace(")", "").split(" and "))
        runs = [run.strip() for run in asked.get("RunId", self.book.own).split(" or RunId eq ")]
        wanted = asked.get("name") or asked.get("Name")
        found = []
        for run_id in runs:
            logged = self._logged(run_id)
            found += [_cells(run_id, name, metric) for name, metric in logged.items() if wanted in (None, name)]
        return {"value": [dto for metric in found for dto in metric]}


def _scalar(name: str, columns: dict, value: dict) -> dict:
    said, when = value["data"][name], _seconds(value.get("createdUtc"))
    if columns.get(name) in NUMBERS and said is not None:
        number = int(said) if isinstance(said, bool) else float(said) if isinstance(said, str) else said
        return {"n": name, "v": _number(number), "s": value.get("step"), "t": when}
    return {"l": {"name": name, "kind": "text", "columns": {name: [said]}}, "t": when}


def _columns(record: dict, values: list) -> dict:
    rows = [value["data"] for value in values]
    return {column: [_number(row.get(column)) for row in rows] for column in record["columns"]}


def _number(value):
    """As the journal writes it: JSON has no word for NaN and the infinities."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _path(cell: str) -> str:
    """`aml://artifactId/ExperimentRun/dcid.<run>/<path>` → `<path>`"""
    return cell.split("/", 5)[5]


def _type(metric: dict) -> str:
    versions = {"scalar": "v1", "list": "v1", "table": "v1"}
    return "azureml.{}.{}".format(versions.get(metric["kind"], "v2"), metric["kind"])


def _kinds(metric: dict) -> dict:
    return {column: _kind([value for value in values if value is not None]) for column, values in metric["columns"].items()}


def _kind(values: list) -> str:
    if all(isinstance(value, bool) for value in values):
        return "bool"
    if all(isinstance(value, int) for value in values):
        return "int"
    return "double" if all(isinstance(value, (int, float)) or value in ("NaN", "Infinity", "-Infinity") for value in values) else "string"


def _cells(run_id: str, name: str, metric: dict) -> list[dict]:
    """1.11 takes one record a logged value, and gathers those of a name itself."""
    columns, kinds = metric["columns"], _kinds(metric)
    properties = [{"propertyId": column, "name": column, "type": kinds[column]} for column in columns]
    rows = [dict(zip(columns, row)) for row in zip(*columns.values())]
    groups = [[row] for row in rows] if metric["kind"] == "scalar" else [rows]
    return [
        {
            "runId": run_id, "metricId": str(uuid.uuid4()), "metricType": _type(metric), "createdUtc": _iso(when), "name": name,
            "description": "", "numCells": len(cells), "cells": cells, "schema": {"numProperties": len(properties), "properties": properties},
            "dataLocation": _address(cells), "dataContainerId": f"dcid.{run_id}",
        }
        for cells, when in zip(groups, metric["times"])
    ]  # fmt: skip


def _address(cells: list[dict]) -> str | None:
    """Of the file, where the one cell is such an address."""
    held = [value for cell in cells for value in cell.values() if isinstance(value, str) and value.startswith("aml://artifactId/")]
    return held[-1] if held else None


def _seconds(moment: str | None) -> float:
    """Of an ISO moment in UTC; now, where the client's form is another."""
    try:
        whole, _, part = (moment or "").rstrip("Z").partition("+")[0].partition(".")
        return calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float("0." + (part or "0"))
    except ValueError:
        return time.time()


def _iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1e6):06d}Z"
