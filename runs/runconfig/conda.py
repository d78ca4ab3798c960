"""Conda environment files: the channels, the conda packages, and the lines for pip."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from .errors import RunconfigError
from .nodes import Map, Node, Written, plain
from .reading import read_nodes
from .shape import NOTHING
from .tree import values

NAME = re.compile(r"\s*(?:[\w./:-]+::)?([A-Za-z0-9][\w.-]*)")
# A run gets the studio's own module instead of these.
AZUREML = re.compile(r"azureml(?:[-_.].*)?\Z|azure[-_.]ml[-_.]api[-_.]sdk\Z", re.IGNORECASE)
AZUREML_FILE = re.compile(r"\S*://\S*/azureml[-_.][^/?#]*\.(?:whl|tar\.gz|zip)(?:[?#]|\s|\Z)", re.IGNORECASE)


@dataclass(frozen=True)
class CondaFile:
    """`dependencies` are conda's specs, `pip` the lines of a requirements file: requirements and options."""

    name: str | None = None
    channels: list[str] = field(default_factory=list)
    dependencies: list[str] = field(default_factory=list)
    pip: list[str] = field(default_factory=list)
    prefix: str | None = None
    # Keys that nobody reads here, such as `variables`.
    others: list[str] = field(default_factory=list)
    written: str | None = None

    @classmethod
    def read(cls, text: str) -> CondaFile:
        """Raises RunconfigError for what is no conda environment file."""
        node = read_nodes(text)
        if node is not None and not isinstance(node, Map) and (node.kind != "scalar" or node.value is not None):
            raise RunconfigError("A conda file is a map with the key `dependencies`; this is none.", node.line, node.column)
        return replace(cls._from(values(node, NOTHING) or {}, node), written=text)

    @classmethod
    def of(cls, tree: dict[str, Any]) -> CondaFile:
        """Raises RunconfigError for what is none."""
        if not isinstance(tree, dict):
            raise RunconfigError("Conda dependencies are a map with the key `dependencies`; these are none.")
        return cls._from(tree, None)

    @classmethod
    def _from(cls, tree: dict[str, Any], node: Node | None) -> CondaFile:
        conda, pip = _dependencies(tree.get("dependencies"), node)
        name, prefix = _text(tree.get("name")), _text(tree.get("prefix"))
        others = [str(key) for key in tree if key not in ("name", "channels", "dependencies", "prefix")]
        return cls(name, _texts(tree.get("channels"), "channels", node), conda, pip, prefix, others)

    @property
    def text(self) -> str:
        """As it was read; written anew where it was not."""
        from . import emit

        return self.written if self.written is not None else emit.block(self.tree)

    @property
    def tree(self) -> dict[str, Any]:
        """As JSON has it in an environment's definition."""
        dependencies: list[Any] = [*self.dependencies, *([{"pip": self.pip}] if self.pip else [])]
        tree = {"name": self.name, "channels": self.channels, "dependencies": dependencies, "prefix": self.prefix}
        return {key: value for key, value in tree.items() if value not in (None, []) or key == "dependencies"}

    @property
    def python(self) -> str | None:
        """The version asked for, as conda spells it: "3.8", "3.7.*", ">=3.6,<3.9"; "" for any; None where Python is not listed."""
        spec = next((spec for spec in self.dependencies if package(spec) == "python"), None)
        if spec is None:
            return None
        version = spec.partition("python")[2].strip()
        return version.lstrip("=").partition("=")[0].strip() if version.startswith("=") else version

    @property
    def needs_conda(self) -> bool:
        """Whether there is more than Python and pip: then uv cannot build it alone."""
        return any(package(spec) not in ("python", "pip") for spec in self.dependencies)

    def without_azureml(self) -> tuple[CondaFile, list[str]]:
        """Without the packages of Azure ML's SDK, and what was left out."""
        removed = [line for line in [*self.dependencies, *self.pip] if is_azureml(line)]
        if not removed:
            return self, []
        conda = [line for line in self.dependencies if not is_azureml(line)]
        return replace(self, dependencies=conda, pip=[line for line in self.pip if not is_azureml(line)], written=None), removed


def package(line: str) -> str:
    """The name of the package that a spec or requirement asks for, in lower case; empty for an option or an address."""
    found = NAME.match(line)
    return found[1].lower() if found and not line.lstrip().startswith("-") and "://" not in line.partition(" ")[0] else ""


def is_azureml(line: str) -> bool:
    return bool(AZUREML.match(package(line)) or AZUREML_FILE.match(line))


def _dependencies(value: Any, node: Node | None) -> tuple[list[str], list[str]]:
    conda: list[str] = []
    pip: list[str] = []
    for item in _list(value, "dependencies", node):
        if isinstance(item, dict):
            _refuse_others(item, node)
            pip += _texts(item.get("pip"), "pip", node)
        elif line := _text(item):
            conda.append(line)
    return conda, pip


def _refuse_others(item: dict[str, Any], node: Node | None) -> None:
    """`- numpy: 1.2` is a map for YAML, and would be lost without a word."""
    if wrong := next((key for key in item if key != "pip"), None):
        raise RunconfigError(
            f"In a conda file only pip: has a list of its own; write {wrong} as a package in one line.", node.line if node else None
        )


def _texts(value: Any, key: str, node: Node | None) -> list[str]:
    """A dash with nothing behind it stands for nothing, as it did for conda."""
    return [line for line in (_text(item) for item in _list(value, key, node)) if line]


def _list(value: Any, key: str, node: Node | None) -> list[Any]:
    value = plain_text(value)
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return value
    raise RunconfigError(f"In a conda file {key} is a list: one line with a dash for each.", node.line if node else None)


def plain_text(value: Any) -> Any:
    return value.text if isinstance(value, Written) else value


def _text(value: Any) -> str | None:
    value = plain_text(value)
    if isinstance(value, (dict, list)):
        raise RunconfigError(f"In a conda file this has to be a text: {plain(value)!r}.")
    return None if value is None else str(value).strip()
