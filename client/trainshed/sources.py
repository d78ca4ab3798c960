from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .connection import StudioError
from .folders import upload
from .values import Snapshot, Value, safe, told


@dataclass(frozen=True)
class Source(Value):
    name: str
    kind: str
    description: str
    git_url: str
    git_ref: str
    created: datetime

    @property
    def path(self) -> str:
        return f"/sources/{safe(self.name)}"

    def snapshots(self, limit: int | None = None) -> Iterator[Snapshot]:
        """Newest first."""
        for facts in self.connection.pages(f"{self.path}/snapshots", limit):
            yield told(Snapshot, facts, self.connection)

    def upload(self, folder: Path | str, progress: Callable[[int, int], None] = lambda sent, total: None) -> Snapshot:
        """The folder's files as the next snapshot; what the studio has already is not sent. `progress(bytes sent, bytes to send)`."""
        return told(Snapshot, upload(self.connection, self.path, Path(folder), progress), self.connection)

    def upload_archive(self, archive: Path | str) -> Snapshot:
        """A zip or tar as the next snapshot."""
        with Path(archive).open("rb") as opened:
            answer = self.connection.post(f"{self.path}/archives", files={"archive": (Path(archive).name, opened)})
        return told(Snapshot, answer, self.connection)

    def fetch(self, ref: str = "", patience: float = 900) -> Snapshot:
        """Fetch a linked repository's files, and wait for their snapshot."""
        fetch = self.connection.post(f"{self.path}/fetches", {"ref": ref})
        deadline = time.monotonic() + patience
        while fetch["under_way"]:
            if time.monotonic() > deadline:
                raise StudioError(f"{self.name} is still being fetched after {patience:.0f} s. Look at its page in the studio.")
            time.sleep(0.3)
            fetch = self.connection.get(f"{self.path}/fetches/{fetch['id']}")
        if fetch["trouble"]:
            raise StudioError(fetch["trouble"])
        return told(Snapshot, fetch["snapshot"], self.connection)


def source_name(folder: Path | str) -> str:
    """A name that a source may have, from that of a folder, file or repository."""
    text = str(folder.resolve() if isinstance(folder, Path) else folder)
    name = re.sub(r"[^\w .\-]+", "-", re.split(r"[/:]", text.rstrip("/"))[-1]).lstrip(" .-")[:100]
    if not name:
        raise StudioError("Say what to call the source: no name can be made of that of this folder.")
    return name
