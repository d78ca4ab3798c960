"""Frames of a tail into files and rows: bytes at their offsets first, then cursors, points and moves in one transaction."""


from runs.models import Run, Stream

from . import news
from .cursors import EVENTS, METRICS, Cursors
from .fence import Fence
from .points import Series


class Intake:
    """Everything that is being received from one target."""

    def __init__(self, fence: Fence):
        self.fence = fence
        self.followed: dict[str, Followed] = {}

    def follow(self, run: Run) -> "Followed":
        if run.job_id not in self.followed:
            self.followed[run.job_id] = Followed(run)
        return self.followed[run.job_id]

    def forget(self, run: Run) -> None:
        self.followed.pop(run.job_id, None)

    def take(self, frames: list) -> None:
        """Store a batch of frames. Raises Fenced, and nothing but harmless bytes has been written then."""
        touched = {}
        for frame in frames:
            followed = self.followed.get(frame.job)
            if followed and followed.receive(frame):
                touched[frame.job] = followed
        if touched:
            with self.fence.write():
                for followed in touched.values():
                    followed.commit()


class Followed:
    """One run whose files are being received."""

    def __init__(self, run: Run):
        self.run, self.cursors, self.series = run, Cursors(run), Series(run)
        self.changed: dict[str, bytes] = {}

    def receive(self, frame) -> bool:
        """Bytes to their place in the file; whether anything is there to commit."""
        cursor = self.cursors[frame.file]
        stored = cursor.take(cursor.new_part(frame.offset, frame.data))
        cursor.stream.size = max(cursor.stream.size, frame.size)
        if stored:
            held = self.changed.get(frame.file, b"") + stored if frame.file in (METRICS, EVENTS) else b""
            self.changed[frame.file] = held
        return bool(stored)

    def commit(self) -> None:
        streams = [self._moved(name) for name in self.changed]
        Stream.objects.bulk_update(streams, ["offset", "size", "lines"])
        if lines := self.changed.get(METRICS):
            self.series.store(lines)
        if lines := self.changed.get(EVENTS):
            self.run.refresh_from_db(fields=["state", "since", "reason", "ended", "started"])
            news.take(self.run, lines)
        self.changed = {}
        self.run.ring()

    def _moved(self, name: str) -> Stream:
        cursor = self.cursors.known[name]
        cursor.stream.offset, cursor.stream.lines = cursor.offset, cursor.lines
        return cursor.stream


