"""The JSON schema of a run configuration, for an editor's completion: keys, defaults, words, and what is ignored here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from . import support

Path = tuple[str, ...]

WORDS = {
    "framework": ["Python", "TensorFlow", "PyTorch", "PySpark"],
    "communicator": ["None", "OpenMpi", "IntelMpi", "Mpi", "ParameterServer", "Nccl", "Gloo"],
    "hdi.yarnDeployMode": ["cluster", "client"],
    "pytorch.communicationBackend": ["nccl", "gloo"],
    "amlcompute.vmPriority": ["dedicated", "lowpriority"],
    "dataReferences.*.mode": ["mount", "download", "upload"],
    "data.*.mechanism": ["mount", "download", "direct"],
    "outputData.*.mechanism": ["upload", "mount"],
}


@lru_cache
def json_schema() -> dict[str, Any]:
    """Do not change what you get: everybody gets the same."""
    from .configuration import RunConfiguration

    schema = RunConfiguration.model_json_schema(by_alias=True)
    schema["title"] = "Run configuration"
    defaults = RunConfiguration().tree()
    for path, node in _properties(schema, schema["$defs"], ()):
        _annotate(node, path, defaults)
    return schema


def _properties(node: dict[str, Any], definitions: dict[str, Any], above: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """(path, node) of every key; `*` stands for a name of the user's own."""
    for name, each in node.get("properties", {}).items():
        yield (*above, name), each
        for below, step in _sections(each, definitions):
            yield from _properties(below, definitions, (*above, name, *step))


def _sections(node: dict[str, Any], definitions: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Path]]:
    for each in (node, *node.get("anyOf", ())):
        if "$ref" in each:
            yield definitions[each["$ref"].rpartition("/")[2]], ()
        elif isinstance(more := each.get("additionalProperties"), dict):
            yield from ((below, ("*", *step)) for below, step in _sections(more, definitions))


def _annotate(node: dict[str, Any], path: Path, defaults: Any) -> None:
    node.pop("title", None)
    known = True
    for step in path:
        known = known and isinstance(defaults, dict) and step in defaults
        defaults = defaults[step] if known else None
    if known and not isinstance(defaults, dict):
        node.setdefault("default", defaults)
    if words := WORDS.get(".".join(path)):
        node["examples"] = words
    if row := support.row(path):
        verdict = "Ignored here: it" if row.verdict == "ignored" else "Refused here: it"
        node["description"] = f"{node.get('description', '').rstrip()} {verdict} {row.why}."
