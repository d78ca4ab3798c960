"""What the studio told about the run that this process belongs to, and where its files lie."""

import json
import os

_read = {}


def inside():
    """Whether this process is in a run."""
    return bool(os.environ.get("TRAINSHED_RUN") or os.environ.get("TRAINSHED_METRICS"))


def facts():
    """The file that TRAINSHED_RUN names: written before the script starts, and never changed."""
    path = os.environ.get("TRAINSHED_RUN", "")
    if path not in _read:
        _read[path] = _load(path)
    return _read[path]


def run_id():
    return facts().get("id") or os.environ.get("TRAINSHED_RUN_ID", "")


def folder(name):
    """`outputs`, `logs` or `files` of the run."""
    outputs = os.path.realpath(os.environ.get("TRAINSHED_OUTPUTS") or "outputs")
    if name == "outputs":
        return outputs
    return os.path.realpath(os.environ.get("TRAINSHED_" + name.upper()) or os.path.join(os.path.dirname(outputs), name))


def _load(path):
    if not path:
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)
