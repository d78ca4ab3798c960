"""metrics.jsonl by kinds of lines. Nearly all are points, so those that are not must cost the points next to nothing."""

from dataclasses import dataclass, field
from datetime import datetime

import orjson

from runs.supervisor.clock import OURS, Clock

POINT, CHILD = b'\n{"n"', b'"r":'
# How the writers begin a line: a table or list, a chart's data, an image, tags, a name, a child run, a model, an error.
MARKS = {b'{"%c"' % letter: chr(letter) for letter in b"lkigdcme"}


@dataclass(frozen=True)
class Fact:
    """One line that is no point: what it says under its mark, when, and the id of the child run that it belongs to, if any."""

    mark: str
    told: dict
    at: datetime | None
    child: str


@dataclass
class Sorted:
    """`points` are the run's own lines of points and parameters, `of_children` those of its child runs by their ids."""

    points: bytes
    facts: list[Fact] = field(default_factory=list)
    of_children: dict[str, bytes] = field(default_factory=dict)


def sorted_out(lines: bytes, clock: Clock = OURS) -> Sorted:
    """Each line in its place. Rubbish is passed over, here or where points are read. `clock`: that of the machine that wrote them."""
    if only_points(lines):
        return Sorted(lines)
    facts: list[Fact] = []
    points: dict[str, list[bytes]] = {"": []}
    for line in lines.split(b"\n"):
        if mark := MARKS.get(line[:4]):
            facts += _fact(mark, line, clock)
        elif line:
            points.setdefault(_child(_read(line)) if CHILD in line else "", []).append(line)
    joined = {child: b"".join(line + b"\n" for line in held) for child, held in points.items()}
    return Sorted(joined.pop(""), facts, joined)


def only_points(lines: bytes) -> bool:
    """Whether every line is a point of the run itself. Three scans of the bytes; no line is looked at."""
    return lines.count(b"\n") == lines.count(POINT) + lines.startswith(POINT[1:]) and CHILD not in lines


def text(value, most: int) -> str:
    """What a script said, as a database keeps it: PostgreSQL has no NUL."""
    return "" if value is None else str(value).replace("\0", "\ufffd")[:most]


def _fact(mark: str, line: bytes, clock: Clock) -> list[Fact]:
    read = _read(line)
    told = read.get(mark)
    return [Fact(mark, told, clock.moment(read.get("t")), _child(read))] if isinstance(told, dict) else []


def _read(line: bytes) -> dict:
    # NUL goes here already, wherever it stands.
    try:
        read = orjson.loads(line.replace(rb"\u0000", rb"\ufffd"))
    except orjson.JSONDecodeError:
        return {}
    return read if isinstance(read, dict) else {}


def _child(read: dict) -> str:
    child = read.get("r")
    return child if isinstance(child, str) else ""
