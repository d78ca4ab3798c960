from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from .blobs import sizes, small
from .intake import Intake
from .scan import Scan
from .taking import readable
from .values import LINK

PACKED = 100  # so many new files and more are packed together: stored singly each costs a file here, and time at every later read


class WorkTree:
    """A folder beside its index, git's own record of what each file was when it was last read (its size, times and inode).

    Beside the index lies a note of what we need to know of every file without asking git. Both are worked on as copies;
    `remember` puts them in place of the old ones once everything they name is in the store.
    """

    def __init__(self, intake: Intake, folder: Path, index: Path) -> None:
        self.intake, self.folder, self.index = intake, folder, index
        self.copy = intake.folder / "index"
        self.git = intake.git.at(folder)
        note = self._opened()
        self.ignores: dict[str, str] = note["ignores"]
        self.sizes: dict[str, int] = note["sizes"]
        self.links: dict[str, str] = note["links"]

    def _opened(self) -> dict[str, Any]:
        try:
            shutil.copy2(self.index, self.copy)  # with its time: git compares it with the files' own
            note = json.loads(self._beside().read_bytes())
            if note["is"] == self._identity():
                return note
        except (OSError, ValueError, KeyError, TypeError):
            pass  # lost, damaged or of different times: everything is read anew
        self.copy.unlink(missing_ok=True)
        return {"ignores": {}, "sizes": {}, "links": {}}

    def changed(self, found: Scan) -> set[str]:
        """The files that are new, or not what the index says."""
        out = self.git.run("ls-files", "--modified", "-z").decode(errors="surrogateescape")
        return found.names.intersection(out.split("\0")) | (found.names - self.sizes.keys())

    def update(self, found: Scan, changed: set[str]) -> None:
        gone = self.sizes.keys() - found.names
        if gone:
            self._feed(("--index-info",), [f"0 {'0' * 40}\t{path}" for path in gone])
        if changed:
            self._pack(changed)
            self._feed(("--add", "--remove", "--replace", "--stdin"), changed)
        self._note(gone | changed)

    def _feed(self, options: tuple[str, ...], lines: Collection[str]) -> None:
        text = "".join(line + "\0" for line in sorted(lines))
        self.git.run("update-index", "-z", *options, stdin=text.encode(errors="surrogateescape"))

    def _pack(self, changed: Collection[str]) -> None:
        if len(changed) >= PACKED:
            for path in sorted(changed):
                self._pack_file(path)
            self.intake.flush()

    def _pack_file(self, path: str) -> None:
        try:
            descriptor = os.open(self.folder / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return  # a link, or gone, or not readable: git looks at it next, and says so
        with open(descriptor, "rb", buffering=0) as file:
            self.intake.put(file, os.fstat(descriptor).st_size)

    def _note(self, paths: set[str]) -> None:
        """What these files are in the index now: a file may have changed again since it was looked at."""
        for path in paths:
            self.sizes.pop(path, None)
            self.links.pop(path, None)
        entries = self._entries(paths) if paths else {}
        by_hash = sizes(self.git, [sha for _, sha in entries.values()])
        self.sizes.update({path: by_hash[sha] or 0 for path, (_, sha) in entries.items()})
        links = {path: sha for path, (mode, sha) in entries.items() if mode == LINK}
        targets = small(self.git, links.values())
        self.links.update({path: readable(targets[sha]) for path, sha in links.items()})

    def _entries(self, paths: set[str]) -> dict[str, tuple[str, str]]:
        """Mode and blob of these paths, as far as the index has them."""
        few = sorted(paths) if len(paths) < PACKED else []  # what a command line holds
        out = self.git.run("--literal-pathspecs", "ls-files", "--stage", "-z", "--", *few).decode(errors="surrogateescape")
        lines = (line.partition("\t") for line in out.split("\0")[:-1])
        return {path: (facts[:6], facts[7:47]) for facts, _, path in lines if path in paths}

    def tree(self) -> str:
        return self.git.run("write-tree").decode().strip()

    def remember(self, ignores: dict[str, str]) -> None:
        """Once the intake is settled: the index names nothing that the store lacks."""
        self.index.parent.mkdir(parents=True, exist_ok=True)
        note = {"is": self._identity(), "ignores": ignores, "sizes": self.sizes, "links": self.links}
        with tempfile.TemporaryDirectory(prefix=".new-", dir=self.index.parent) as folder:
            fresh = Path(shutil.copy2(self.copy, folder))
            beside = Path(folder, "note")
            beside.write_text(json.dumps(note))
            os.replace(fresh, self.index)
            os.replace(beside, self._beside())

    def _identity(self) -> list[str | int]:
        """Of this index (its check sum ends it) and of this store: a note for others is worth nothing."""
        head = os.stat(self.intake.store / "HEAD")
        with open(self.copy, "rb") as file:
            file.seek(-20, os.SEEK_END)
            return [file.read().hex(), str(self.intake.store), head.st_ino, head.st_mtime_ns]

    def _beside(self) -> Path:
        return self.index.with_name(self.index.name + ".note")
