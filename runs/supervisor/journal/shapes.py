"""The data of charts, by Azure ML's schemas. A script may write anything: what has not its shape is not kept."""

from collections.abc import Callable
from typing import Any

ODD = ("NaN", "Infinity", "-Infinity")
LABEL = 250  # characters of a class's name


def value_of(kind: str, told: dict) -> dict | None:
    """What is kept of a chart's data, or None where it has not the shape of its kind."""
    data = told.get("data", told)
    if kind not in SHAPES or not isinstance(data, dict):
        return None
    fields, fits = SHAPES[kind]
    try:
        kept = {name: read(data[name]) for name, read in fields.items() if name in data}
    except (TypeError, ValueError):
        return None
    if not fits(kept):
        return None
    return {"schema_type": kind, "schema_version": "v1", "data": kept}


def number(value: Any) -> float | str:
    """A number, or the word for one that JSON has not."""
    if value in ODD or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    raise ValueError


def numbers(value: Any) -> list:
    return _each(value, number)


def rows(value: Any) -> list:
    return _each(value, numbers)


def tables(value: Any) -> list:
    return _each(value, rows)


def labels(value: Any) -> list:
    return _each(value, lambda each: str(each)[:LABEL])


def _each(value: Any, read: Callable) -> list:
    if not isinstance(value, list):
        raise TypeError
    return [read(each) for each in value]


def _is_square(data: dict) -> bool:
    names, matrix = data.get("class_labels", []), data.get("matrix", [])
    return bool(names and matrix) and len(matrix) == len(names) and all(len(row) == len(names) for row in matrix)


def _has_counts(data: dict) -> bool:
    """Class × threshold × [true positives, false positives, true negatives, false negatives]."""
    names, found = data.get("class_labels", []), data.get("probability_tables", [])
    if not names or not found or len(found) != len(names):
        return False
    thresholds = len(data.get("probability_thresholds", found[0]))
    return all(len(table) == thresholds and all(len(row) == 4 for row in table) for table in found)


def _has_bins(data: dict) -> bool:
    edges, counts = data.get("bin_edges", []), data.get("bin_counts", [])
    return bool(edges and counts) and len(edges) == len(counts) + 1


def _has_averages(data: dict) -> bool:
    averages, errors = data.get("bin_averages", []), data.get("bin_errors", [])
    return bool(averages and errors) and len(averages) == len(errors) and _has_bins(data) and len(averages) == len(data["bin_counts"])


SHAPES: dict[str, tuple[dict[str, Callable], Callable[[dict], bool]]] = {
    "confusion_matrix": ({"class_labels": labels, "matrix": rows}, _is_square),
    "accuracy_table": (
        {
            "probability_tables": tables,
            "percentile_tables": tables,
            "probability_thresholds": numbers,
            "percentile_thresholds": numbers,
            "class_labels": labels,
        },
        _has_counts,
    ),
    "residuals": ({"bin_edges": numbers, "bin_counts": numbers}, _has_bins),
    "predictions": (dict.fromkeys(("bin_averages", "bin_errors", "bin_counts", "bin_edges"), numbers), _has_averages),
}
