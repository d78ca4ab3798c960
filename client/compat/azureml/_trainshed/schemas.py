"""The documents that a chart is drawn from: what each must hold, checked where it is logged."""

import json

from azureml.exceptions import UserErrorException

FIELDS = {
    "confusion_matrix": ("class_labels", "matrix"),
    "accuracy_table": ("probability_tables", "percentile_tables", "probability_thresholds", "percentile_thresholds", "class_labels"),
    "residuals": ("bin_edges", "bin_counts"),
    "predictions": ("bin_averages", "bin_errors", "bin_counts", "bin_edges"),
}


def checked(kind, value):
    """The document as plain lists and numbers, or UserErrorException with what is wrong with it."""
    document = _read(kind, value)
    if document.get("schema_type") not in (kind, None):
        _refuse(kind, "its schema_type is {!r}".format(document["schema_type"]))
    data = document.get("data")
    missing = [name for name in FIELDS[kind] if not isinstance(data, dict) or name not in data]
    if missing:
        _refuse(kind, "its data lacks {}".format(", ".join(missing)))
    data = {name: _lists(each) for name, each in data.items()}
    CHECKS[kind](kind, data)
    return dict(document, schema_type=kind, schema_version=document.get("schema_version", "v1"), data=data)


def columns(name, value, column):
    """A table's columns, all of one length; a table of single values is one row."""
    if not hasattr(value, "items") or not len(value):
        raise UserErrorException(f"The table {name!r} is a dict of columns, such as {{'x': [1, 2], 'y': [3, 4]}}.")
    found = {str(key): column(key, values) for key, values in value.items()}
    lengths = {key: len(values) for key, values in found.items()}
    if len(set(lengths.values())) > 1:
        raise UserErrorException(f"The columns of the table {name!r} have different lengths: {lengths}.")
    return found


def _read(kind, value):
    if isinstance(value, (str, bytes)):
        try:
            value = json.loads(value)
        except ValueError as trouble:
            _refuse(kind, f"its text is no JSON ({trouble})")
    if not isinstance(value, dict):
        _refuse(kind, f"it is a {type(value).__name__}")
    return value


def _lists(value):
    if hasattr(value, "tolist"):
        return value.tolist()
    return [_lists(each) for each in value] if isinstance(value, (list, tuple)) else value


def _matrix(kind, data):
    size = len(data["class_labels"])
    if len(data["matrix"]) != size or any(len(row) != size for row in data["matrix"]):
        _refuse(kind, f"its matrix is not {size} by {size}, as its {size} class_labels ask for")


def _tables(kind, data):
    classes = len(data["class_labels"])
    for name in ("probability", "percentile"):
        tables, thresholds = data[name + "_tables"], data[name + "_thresholds"]
        if len(tables) != classes or any(len(table) != len(thresholds) for table in tables):
            _refuse(kind, f"{name}_tables has not {classes} tables of {len(thresholds)} rows")
        if any(len(row) != 4 for table in tables for row in table):
            _refuse(kind, f"a row of {name}_tables is [true positives, false positives, true negatives, false negatives]")


def _bins(kind, data):
    bins = len(data["bin_edges"]) - 1
    for name in FIELDS[kind]:
        if name != "bin_edges" and len(data[name]) != bins:
            _refuse(kind, f"{name} has {len(data[name])} values for {bins} bins")


CHECKS = {"confusion_matrix": _matrix, "accuracy_table": _tables, "residuals": _bins, "predictions": _bins}


def _refuse(kind, why):
    raise UserErrorException(
        'A {0} is {{"schema_type": "{0}", "schema_version": "v1", "data": {{{1}}}}}, and this is not: {2}.'.format(
            kind, ", ".join(FIELDS[kind]), why
        )
    )
