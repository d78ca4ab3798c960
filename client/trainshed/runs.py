from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from .connection import StudioError
from .values import Event, Log, Metric, Output, Value, safe, told

V = TypeVar("V", bound=Value)

SETUP, MAIN, SWEEP = "setup.log", "rank-0.log", "hyperdrive.log"


@dataclass(frozen=True)
class Run(Value):
    """A run as it was when it was asked for; `refresh()` gives it as it is now."""

    key: str
    experiment: str
    number: int
    name: str
    state: str
    since: datetime
    reason: str
    final: bool
    source: str
    snapshot: int
    commit: str
    configuration: str
    version: int
    script: str
    arguments: list
    target: str
    submitted_by: str | None
    rerun_of: str | None
    created: datetime
    started: datetime | None
    ended: datetime | None
    seconds: float | None
    exit_code: int | None
    signal: int | None
    processes_ended: int | None
    processes_left: int | None
    parameters: dict
    metrics: dict
    page: str
    tags: dict = field(default_factory=dict)
    properties: dict = field(default_factory=dict)
    last_seen: str | None = None
    attempt: int = 1
    priority: int = 0
    resources: dict = field(default_factory=dict)
    gpus: list | None = None
    purpose: str = "script"
    parent: str | None = None

    @property
    def url(self) -> str:
        """The run's page, for a browser."""
        return self.connection.url + self.page

    @property
    def path(self) -> str:
        return f"/runs/{safe(self.key)}"

    def refresh(self) -> Run:
        return told(Run, self.connection.get(self.path), self.connection)

    def cancel(self) -> bool:
        """Ask for its end. False when it was over, or somebody had asked before."""
        return self.connection.post(f"{self.path}/cancellation", {})["asked"]

    def rerun(self) -> Run:
        """The same code, configuration and arguments once more."""
        return told(Run, self.connection.post(f"{self.path}/reruns", {"submission": uuid.uuid4().hex}), self.connection)

    def tag(self, tags: dict[str, str | None], remove: Iterable[str] = ()) -> Run:
        """The run with these tags set, and those of `remove` taken away; None is a tag without a value."""
        return told(Run, self.connection.patch(self.path, {"tags": tags, "remove": list(remove)}), self.connection)

    def children(self) -> Iterator[Run]:
        """The runs that its script made within it, the newest first."""
        for child in self.connection.pages(f"{self.path}/children"):
            yield told(Run, self.connection.get(f"/runs/{safe(child['key'])}"), self.connection)

    def logged(self) -> dict[str, Any]:
        """All that its script logged, by name: a value where it was logged once, else a list; a table as a dict of columns."""
        return self.connection.get(f"{self.path}/metrics/all")

    def wait(self, timeout: float | None = None) -> Run:
        """The run when it is over; StudioError when it is not within `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        end = 0
        while True:
            left = 20.0 if deadline is None else min(20.0, deadline - time.monotonic())
            piece = self.part(self.main_log, end, max(0.0, left))
            end = piece.end
            if piece.final:
                return self.refresh()
            if left <= 0:
                raise StudioError(f"{self.key} is not over after {timeout:.0f} s: it is {self.refresh().state}.")

    def part(self, name: str, offset: int, wait: float = 0) -> Piece:
        """Bytes of a log from `offset` on, as soon as there are any, or nothing after `wait` seconds."""
        answer = self.connection.send("GET", f"{self.path}/logs/{safe(name)}/part", params={"offset": offset, "wait": wait})
        return Piece(name, answer.content, int(answer.headers["X-Log-End"]), answer.headers["X-Log-Final"] == "true")

    @property
    def main_log(self) -> str:
        """The script's own log, or what a sweep tells of itself."""
        return SWEEP if self.purpose == "sweep" else MAIN

    def log(self, name: str | None = None) -> Iterator[bytes]:
        """What a log holds now; the main one if none is named."""
        return self.connection.download(f"{self.path}/logs/{safe(name or self.main_log)}")

    def logs(self) -> list[Log]:
        """Its logs in reading order."""
        return [told(Log, facts, self.connection) for facts in self.connection.get(f"{self.path}/logs")]

    def follow(self) -> Iterator[Piece]:
        """Its setup's log, then its script's, as they grow, until the run is over."""
        setup = main = 0
        has_setup = self.main_log == MAIN
        while True:
            if main == 0 and has_setup:
                for piece in self._so_far(SETUP, setup):
                    setup = piece.end
                    yield piece
            # Until the script has said something its setup may still do so: look at both, in turns.
            piece = self.part(self.main_log, main, wait=20 if main or not has_setup else 1)
            if main == 0 and has_setup and (piece.data or piece.final):
                yield from self._so_far(SETUP, setup)
            main = piece.end
            if piece.data:
                yield piece
            if piece.final:
                return

    def _so_far(self, name: str, offset: int) -> Iterator[Piece]:
        while (piece := self.part(name, offset)).data:
            offset = piece.end
            yield piece

    def metric_table(self) -> list[Metric]:
        """Last value, least, greatest and count of each metric, by name."""
        return sorted(self._all(Metric, "metrics"), key=lambda metric: metric.name)

    def series(self, name: str) -> dict[str, list]:
        """Every point of a metric: {steps, values, times}."""
        return self.connection.get(f"{self.path}/metrics/series", name=name)

    def events(self) -> list[Event]:
        """What happened, the oldest first."""
        return self._all(Event, "events")[::-1]

    def outputs(self) -> list[Output]:
        """The files that it left, by path."""
        return sorted(self._all(Output, "outputs"), key=lambda output: output.path)

    def download(self, folder: Path | str, paths: list[str] | None = None) -> list[Path]:
        """Save its outputs, or those of `paths`, below `folder`; what was written."""
        known = {output.path for output in self.outputs()}
        wanted = sorted(known) if paths is None else paths
        if unknown := [path for path in wanted if path not in known]:
            raise StudioError(f"{self.key} has no output {unknown[0]}. `trainshed run outputs {self.key}` lists them.")
        return [self._output(path, Path(folder)) for path in wanted]

    def _all(self, kind: type[V], what: str) -> list[V]:
        return [told(kind, facts, self.connection) for facts in self.connection.pages(f"{self.path}/{what}")]

    def _output(self, path: str, folder: Path) -> Path:
        address = "/".join(map(safe, path.split("/")))
        return self.save(path, self.connection.download(f"{self.path}/outputs/file/{address}"), folder)

    def save(self, path: str, pieces: Iterable[bytes], folder: Path) -> Path:
        """Whole or not at all. The name is what a script chose: it must not lead out of the folder."""
        root = folder.resolve()
        target = (root / path).resolve()
        if root not in target.parents:
            raise StudioError(f"The file {path} would be written outside of {folder}: it is left out.")
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        with part.open("wb") as file:
            for piece in pieces:
                file.write(piece)
        os.replace(part, target)
        return target

    def download_archive(self, file: Path | str) -> Path:
        """All outputs as one zip."""
        with Path(file).open("wb") as opened:
            for piece in self.connection.download(f"{self.path}/outputs/archive"):
                opened.write(piece)
        return Path(file)


@dataclass(frozen=True)
class Piece:
    """Bytes of a log; `end` is the offset after them, `final` says that the log ends there."""

    log: str
    data: bytes
    end: int
    final: bool
