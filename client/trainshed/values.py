"""What a studio tells, as small values. Each knows how to ask the studio for more."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

if TYPE_CHECKING:
    from .connection import Connection

T = TypeVar("T", bound="Value")


def told(kind: type[T], facts: dict[str, Any], connection: Connection) -> T:
    """The value that these facts describe; facts that this version does not know are left out."""
    known = {each.name: str(each.type) for each in fields(kind)}
    values = {name: _read(facts[name], known[name]) for name in known if name in facts}
    return kind(connection=connection, **values)


def _read(value: Any, kind: str) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) and kind.startswith("datetime") else value


def safe(text: str) -> str:
    """As one part of an address."""
    return quote(text, safe="")


@dataclass(frozen=True)
class Value:
    connection: Connection = field(repr=False, compare=False)


@dataclass(frozen=True)
class Experiment(Value):
    name: str
    created: datetime
    runs: int


@dataclass(frozen=True)
class Member(Value):
    username: str
    name: str
    role: str


@dataclass(frozen=True)
class Me(Member):
    workspace: dict


@dataclass(frozen=True)
class Act(Value):
    """What a person did to a compute target."""

    at: datetime
    by: str | None
    kind: str
    text: str


@dataclass(frozen=True)
class Moved(Value):
    """Keys of runs that wait for another target now, and of those that stay, each with the reason."""

    runs: list
    refused: dict


@dataclass(frozen=True)
class Outage(Value):
    """A time in which a compute target did not answer; `ended` is None while it lasts."""

    began: datetime
    ended: datetime | None
    reason: str


@dataclass(frozen=True)
class Sample(Value):
    """How busy a compute target was: shares from 0 to 1, None where it did not answer; `latency` in milliseconds."""

    at: datetime
    load: float | None
    memory: float | None
    disk: float | None
    latency: float | None
    gpus: list


@dataclass(frozen=True)
class Configuration(Value):
    """One version of a run configuration."""

    name: str
    version: int
    source: str | None
    script: str
    arguments: list
    target: str
    environment: dict
    variables: dict
    max_seconds: int | None
    created: datetime
    created_by: str | None = None
    text: str = ""
    companions: dict = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True)
class Metric(Value):
    """The last value may be the text NaN, Infinity or -Infinity; least and greatest are of the finite ones."""

    name: str
    count: int
    last: float | str | None
    last_step: float | None
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True)
class Output(Value):
    path: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class Event(Value):
    at: datetime
    kind: str
    before: str
    after: str
    text: str
    data: dict
    by: str | None


@dataclass(frozen=True)
class Log(Value):
    name: str
    title: str
    size: int
    lines: int


@dataclass(frozen=True)
class Snapshot(Value):
    source: str
    number: int
    commit: str
    files: int
    bytes: int
    facts: dict
    created: datetime
