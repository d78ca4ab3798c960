"""A small disk of a test's own, to be filled. Needs root."""

from __future__ import annotations

import contextlib
import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path


class Disk:
    def __init__(self, path: Path) -> None:
        self.path, self.ballast = path, path / "ballast"

    def fill(self) -> None:
        """Until not a single byte more fits."""
        for size in (256 * 1024, 4096, 1):
            with contextlib.suppress(OSError), self.ballast.open("ab", buffering=0) as file:
                while file.write(b"\0" * size) == size:
                    pass
        try:
            (self.path / "probe").write_bytes(b"x")
        except OSError as trouble:
            assert trouble.errno == errno.ENOSPC
        (self.path / "probe").unlink(missing_ok=True)

    def free(self) -> None:
        self.ballast.unlink(missing_ok=True)


@contextlib.contextmanager
def disk(path: Path, megabytes: int) -> Iterator[Disk]:
    path.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(path)], check=True)
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)
