"""Where each growing file of a run has got to, in memory; the rows of `Stream` are the truth it starts from."""

from dataclasses import dataclass

from runs import logs
from runs.models import Run, Stream

# Read line by line into rows; the others are logs, whose bytes are kept as they are.
METRICS, EVENTS = "metrics.jsonl", "events.jsonl"
BY_LINE = {METRICS, EVENTS, "system.jsonl"}
# A line longer than this is no metric: it is dropped instead of being held for ever.
LONGEST_LINE = 2**20


@dataclass
class Cursor:
    """`offset` is stored and committed; `rest` are bytes after it that do not make a whole line yet."""

    stream: Stream
    offset: int
    lines: int
    rest: bytes = b""

    @property
    def received(self) -> int:
        return self.offset + len(self.rest)

    def new_part(self, offset: int, data: bytes) -> bytes:
        """What of this frame has not been received: frames may overlap what is known; one beyond it is refused (b"")."""
        return data[self.received - offset :] if offset <= self.received else b""

    def take(self, data: bytes) -> bytes:
        """Store bytes; what was stored: of line files whole lines alone."""
        if self.stream.name in BY_LINE:
            data = self._whole_lines(data)
        if data:
            self.lines = logs.write(self.stream.path, self.offset, self.lines, data)
            self.offset += len(data)
        return data

    def _whole_lines(self, data: bytes) -> bytes:
        data = self.rest + data
        end = data.rfind(b"\n") + 1
        if end == 0 and len(data) > LONGEST_LINE:
            end = len(data)
        self.rest = data[end:]
        return data[:end]


class Cursors:
    """The cursors of one run."""

    def __init__(self, run: Run):
        self.run = run
        self.known = {stream.name: _opened(stream) for stream in Stream.objects.filter(run=run)}

    def __getitem__(self, name: str) -> Cursor:
        if name not in self.known:
            stream = Stream.objects.get_or_create(run=self.run, name=name)[0]
            self.known[name] = _opened(stream)
        return self.known[name]

    def offsets(self) -> dict[str, int]:
        return {name: cursor.received for name, cursor in self.known.items()}


def _opened(stream: Stream) -> Cursor:
    stream.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stored = stream.path.stat().st_size if stream.path.exists() else 0
    if stored < stream.offset:
        # A power cut took bytes that the database knows of: the target still has them, so begin again.
        return Cursor(stream, 0, 0) if stream.name not in BY_LINE else Cursor(stream, stream.offset, stream.lines)
    return Cursor(stream, stream.offset, stream.lines)
