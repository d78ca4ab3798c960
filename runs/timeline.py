"""The states a run went through, each with how long it lasted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from runs.models import Event, Run
from runs.models.state import FINAL


@dataclass(frozen=True)
class Span:
    state: str
    start: datetime
    end: datetime | None  # None while the run is in this state
    reason: str = ""
    by: object = None

    @property
    def seconds(self) -> float | None:
        return (self.end - self.start).total_seconds() if self.end else None

    @property
    def final(self) -> bool:
        return self.state in FINAL


def spans(run: Run, events: Iterable[Event]) -> list[Span]:
    """One span a state, oldest first. A final state has no length: its end is its start."""
    moves = [event for event in events if event.after]
    ends: list[datetime | None] = [*(move.at for move in moves[1:]), moves[-1].at if moves and run.final else None]
    return [Span(move.after, move.at, end, move.text, move.by) for move, end in zip(moves, ends, strict=False)]


def shares(found: list[Span], now: datetime) -> list[tuple[Span, float, float]]:
    """Each span that lasted, with where it begins and how wide it is in a bar of 100; the narrowest is still seen."""
    lasting = [(span, ((span.end or now) - span.start).total_seconds()) for span in found if not span.final]
    widths = [max(length, 0.0) for _, length in lasting]
    least = sum(widths) / 100 or 1.0
    widths = [max(width, least) for width in widths]
    scale, position, placed = 100 / sum(widths) if widths else 0, 0.0, []
    for (span, _), width in zip(lasting, widths, strict=True):
        placed.append((span, round(position, 3), round(width * scale, 3)))
        position += width * scale
    return placed
