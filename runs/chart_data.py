"""The data of a chart as a table: what its page shows, and what its CSV holds."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from runs.models import Record

Table = tuple[list[str], list[list]]


def table(record: Record) -> Table:
    """Columns and rows of a record that has a value."""
    value: Any = record.value
    return TABLES[record.kind](value["data"])


def _matrix(data: dict) -> Table:
    names = data["class_labels"]
    return ["true \\ predicted", *names], [[name, *row] for name, row in zip(names, data["matrix"], strict=True)]


def _counts(data: dict) -> Table:
    tables = data["probability_tables"]
    thresholds = data.get("probability_thresholds", [""] * len(tables[0]))
    rows = [
        [name, threshold, *row]
        for name, counts in zip(data["class_labels"], tables, strict=True)
        for threshold, row in zip(thresholds, counts, strict=True)
    ]
    return ["class", "threshold", "true positives", "false positives", "true negatives", "false negatives"], rows


def _bins(data: dict) -> Table:
    rows = [[*edges, count] for edges, count in zip(pairwise(data["bin_edges"]), data["bin_counts"], strict=True)]
    return ["from", "to", "count"], rows


def _averages(data: dict) -> Table:
    columns, bins = _bins(data)
    averages = zip(data["bin_averages"], data["bin_errors"], strict=True)
    return [*columns, "average", "error"], [[*row, *more] for row, more in zip(bins, averages, strict=True)]


TABLES: dict[str, Callable[[dict], Table]] = {
    Record.Kind.CONFUSION_MATRIX: _matrix,
    Record.Kind.ACCURACY_TABLE: _counts,
    Record.Kind.RESIDUALS: _bins,
    Record.Kind.PREDICTIONS: _averages,
}
