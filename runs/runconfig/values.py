from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Level = Literal["error", "warning", "hint"]


class Finding(NamedTuple):
    """What the linter says of a place: an error cannot run, a warning is ignored or altered here, a hint may help."""

    level: Level
    message: str
    line: int | None = None
    column: int | None = None
    path: str = ""


@dataclass(frozen=True)
class Known:
    """What the linter may compare with. None: not known, so not checked."""

    targets: Mapping[str, str] | None = None
    environments: Container[str] | None = None
    datastores: Container[str] | None = None
    datasets: Container[str] | None = None
    files: Container[str] | None = field(default=None)
    # Those of the datastores that are remote storage, which is downloaded and uploaded and never mounted.
    remote: Container[str] = frozenset()
    # Whether a target runs containers: "always" (nothing else), "allowed", "unknown", "missing" (it has no engine), "never".
    containers: Mapping[str, str] | None = None
    # Azure's own environment -> the one that stands for it here; empty where none does.
    stand_in: Callable[[str], str] | None = None
