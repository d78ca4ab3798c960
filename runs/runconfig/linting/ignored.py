"""Everything that the table of support says is ignored or refused, where a text asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from .. import support
from ..nodes import plain
from ..values import Finding
from .subject import Path, Subject


def unsupported(subject: Subject) -> Iterator[Finding]:
    told: set[Path] = set()
    typed = subject.configuration.tree()
    for path, value in _leaves(plain(subject.document.written), ()):
        row = support.row(path)
        if row is None or subject.honours(row) or _says_nothing(_at(typed, path, value), path):
            continue
        place = path[: row.path.count(".") + 1]
        if place not in told:
            told.add(place)
            yield _finding(subject, row, place, path)


def _finding(subject: Subject, row: support.Support, place: Path, path: Path) -> Finding:
    name = ".".join(str(step) for step in place)
    if row.verdict == "refused":
        return subject.finding("error", f"{name} {row.why}.", *path)
    return subject.finding("warning", f"{name} is ignored: it {row.why}.", *path)


def _leaves(tree: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(tree, dict) and tree:
        for key, value in tree.items():
            yield from _leaves(value, (*path, key))
    else:
        yield path, tree


def _at(tree: Any, path: Path, otherwise: Any) -> Any:
    for step in path:
        if not isinstance(tree, dict) or step not in tree:
            return otherwise
        tree = tree[step]
    return tree


def _says_nothing(value: Any, path: Path) -> bool:
    """Whether it is the default, of any generation, or empty."""
    return value in (None, "", [], {}) or value == _at(defaults(), path, None) or value in _USUAL.get(path[-1], ())


# Written by some SDK or other as a matter of course.
_USUAL: dict[str | int, tuple[Any, ...]] = {
    "repositories": (["https://mmlspark.azureedge.net/maven"],),
    "autoPrepareEnvironment": (True,),
    "prepareEnvironment": (True,),
    "createOutputDirectories": (False,),
    "disableMetadataCache": (False,),
    "retainCluster": (False,),
    "yarnDeployMode": ("Cluster", "None"),
    "spark.yarn.maxAppAttempts": (1, "1"),
    "shmSize": ("1g", "2g"),
    "gpuSupport": (False, True),
    "clusterMaxNodeCount": (1,),
    "nodeCount": (1, 0),
    "cpuCores": (2, 1),
    "memoryGb": (3.5, 1.5),
}


@lru_cache
def defaults() -> dict[str, Any]:
    from ..configuration import RunConfiguration

    return RunConfiguration().tree()
