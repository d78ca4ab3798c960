"""The examples that a new workspace begins with: a folder of code each, and how to run it."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """`source` is the folder of code; `configuration` has script, arguments, environment, variables and max_seconds."""

    name: str
    title: str
    description: str
    experiment: str
    configuration: dict
    metrics: dict[str, list[float]]  # the last value of each metric lies between these two
    source: Path


def examples() -> list[Example]:
    return [_read(path) for path in sorted(FOLDER.glob("*/example.json"))]


def example(name: str) -> Example:
    return next(each for each in examples() if each.name == name)


def _read(path: Path) -> Example:
    return Example(source=path.parent / "source", **json.loads(path.read_text()))
