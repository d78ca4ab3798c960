"""The keys and the words that an hdconfig.yml may hold, as a JSON schema: what the page's editor completes from."""

from typing import Any

from .explaining import EXPRESSIONS
from .fields import fields


def json_schema(metrics: list[str]) -> dict[str, Any]:
    """`metrics` are names to choose from for the primary one."""
    whole: dict[str, Any] = {"properties": {}}
    for path, field in fields().items():
        *above, name = path.split(".")
        section = whole
        for each in above:
            section = section["properties"].setdefault(each, {"properties": {}})
        section["properties"][name] = {"description": field.help, **({"enum": field.choices} if field.choices else {})}
    whole["properties"]["primary_metric_name"]["examples"] = metrics
    whole["properties"]["sampling"]["properties"]["parameter_space"] = _space()
    return whole


def _space() -> dict[str, Any]:
    expressions = "\n".join(f"{each.name}: {each.group.lower()} ({each.takes})" for each in EXPRESSIONS)
    keys: dict[str, Any] = {
        "name": {"description": "The argument that the script gets; two dashes are put in front of one that has none."},
        "expression": {"description": expressions, "enum": [each.name for each in EXPRESSIONS]},
        "values": {"description": "The arguments of the expression, as a list."},
        "when": {
            "description": "Beyond v1: it exists only with certain values of another parameter.",
            "properties": {"name": {"description": "The other parameter."}, "values": {"description": "A list of its values."}},
        },
    }
    return {"description": "The parameters: a list.", "properties": keys}
