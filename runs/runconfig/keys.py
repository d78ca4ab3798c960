"""How a key may be spelled: camelCase, snake_case or TitleCase, wherever the key is not the user's own."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The published schema writes some keys otherwise than the SDK reads and writes them.
SYNONYMS = {
    "amlCompute": "amlcompute",
    "kubernetesCompute": "kubernetescompute",
    "parallelTask": "paralleltask",
    "pyTorch": "pytorch",
    "installAzureml": "installAzureML",
    "installAzureMl": "installAzureML",
}


def canonical(key: str) -> str:
    """The camelCase form, as Azure ML's loader made it."""
    head, *rest = re.split("_+", key.strip("_")) if "_" in key else [key]
    camel = head[:1].lower() + head[1:] + "".join(part[:1].upper() + part[1:] for part in rest)
    return SYNONYMS.get(camel, camel)


def habit(keys: Iterable[str]) -> str:
    """The case that a file keeps for itself: "snake", "title" or "camel"."""
    snake = title = camel = 0
    for key in keys:
        snake += "_" in key.strip("_")
        title += key[:1].isupper()
        camel += key[:1].islower() and key != key.lower() and "_" not in key
    if max(snake, title) <= camel:
        return "camel"
    return "snake" if snake >= title else "title"


def spell(key: str, case: str) -> str:
    if case == "snake":
        key = key.replace("ML", "Ml")
        return re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()
    return key[:1].upper() + key[1:] if case == "title" else key
