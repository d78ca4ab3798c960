from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import casting, support
from ..container import needs
from ..values import Finding, Known, Level

if TYPE_CHECKING:
    from ..document import Document

Path = tuple[str | int, ...]


class Subject:
    """What the rules look at: the document, its configuration with defaults for what does not fit, and what is known around it."""

    def __init__(self, document: Document, known: Known) -> None:
        self.document = document
        self.known = known
        self.configuration, self.misfits = casting.cast(document.written)

    def says(self, path: str | Path) -> bool:
        return self.document.explicit(path)

    def written(self, path: Path) -> Any:
        """What the text itself says at a path that is there."""
        value: Any = self.document.written
        for step in path:
            value = value[step]
        return value

    def finding(self, level: Level, message: str, *path: str | int) -> Finding:
        line, column = self.document.lines(path) or (None, None)
        return Finding(level, message, line, column, ".".join(str(step) for step in path))

    @property
    def kind(self) -> str | None:
        """The kind of the target, None where the target or the targets are not known."""
        return (self.known.targets or {}).get(self.target)

    def honours(self, row: support.Support) -> bool:
        """Whether the target does what a row of the table of support speaks of."""
        if row.kinds is support.CONTAINERS:
            return self.has_containers
        return self.kind in row.kinds

    @property
    def containers(self) -> str | None:
        """As Known has it, of this text's target; None where it is not known."""
        return None if self.known.containers is None else self.known.containers.get(self.target)

    @property
    def has_containers(self) -> bool:
        """Whether a container is what this text gets there: not where there is none, unless it needs one, for then it is refused."""
        return self.containers != "never" and (self.containers != "missing" or self.kind == "docker" or needs(self.configuration))

    @property
    def target(self) -> str:
        return self.configuration.target or "local"

    @property
    def environment(self) -> Any:
        """The environment section where it is written out."""
        environment = self.configuration.environment
        return None if isinstance(environment, str) else environment
