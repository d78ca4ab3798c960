from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from .blobs import sizes, small
from .errors import GitError
from .intake import Intake
from .scan import Scan
from .taking import readable
from .values import LINK

PACKED = 100  # so many new files and more are packed together: stored singly each costs a file here, and time at every later read


class WorkTree:
    """A folder beside its index, git's own record of what each file was when it was last read (its size, times and inode).

    It works on a copy. `remember` puts that in place of the old index once everything it names is in the store.
    """

    def __init__(self, intake: Intake, folder: Path, index: Path) -> None:
        self.intake, self.folder, self.index = intake, folder, index
        self.copy = intake.folder / "index"
        self.git = intake.git.at(folder)
        self.entries: dict[str, tuple[str, str]] = {}
        self.sizes: dict[str, int | None] = {}
        self.ignores = self._opened()
        self._load()

    def _opened(self) -> dict[str, str]:
        """The ignore files of the last time, if the index is of the same time."""
        try:
            shutil.copy2(self.index, self.copy)  # with its time: git compares it with the files' own
            known = json.loads(self._beside().read_bytes())
            return known["ignores"] if known["index"] == self._checksum() else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _load(self) -> None:
        """What the index holds; nothing at all where it is damaged or of another store."""
        try:
            self._list()
        except GitError:
            self.sizes = dict.fromkeys(("",))
        if None in self.sizes.values():
            self.copy.unlink(missing_ok=True)
            self._list()

    def _list(self, *paths: str) -> None:
        """Read the index; with `paths`, these of it alone."""
        out = self.git.run("--literal-pathspecs", "ls-files", "--stage", "-z", "--", *paths).decode(errors="surrogateescape")
        listed: dict[str, tuple[str, str]] = {}
        for line in out.split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            mode, sha, _ = facts.split(" ")
            listed[path] = (mode, sha)
        by_hash = sizes(self.git, [sha for _, sha in listed.values()])
        if not paths:
            self.entries, self.sizes = {}, {}
        self.entries.update(listed)
        self.sizes.update({path: by_hash[sha] for path, (_, sha) in listed.items()})

    def known(self, paths: Iterable[str]) -> dict[str, int]:
        """Their sizes in the store."""
        return {path: self.sizes[path] or 0 for path in paths}

    def changed(self, found: Scan) -> set[str]:
        """The files that are new, or not what the index says."""
        out = self.git.run("ls-files", "--modified", "-z").decode(errors="surrogateescape")
        return found.names.intersection(out.split("\0")) | (found.names - self.entries.keys())

    def update(self, found: Scan, changed: set[str]) -> None:
        gone = self.entries.keys() - found.names
        if gone:
            lines = "".join(f"0 {'0' * 40}\t{path}\0" for path in sorted(gone))
            self.git.run("update-index", "-z", "--index-info", stdin=lines.encode(errors="surrogateescape"))
        if changed:
            self._pack(changed)
            names = "\0".join(sorted(changed))
            self.git.run("update-index", "--add", "--remove", "--replace", "-z", "--stdin", stdin=names.encode(errors="surrogateescape"))
        self._list_again(gone | changed)

    def _list_again(self, paths: set[str]) -> None:
        if len(paths) >= PACKED:
            self._list()
        elif paths:
            for path in paths:
                self.entries.pop(path, None)
            self._list(*sorted(paths))

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

    def links(self) -> dict[str, str]:
        links = {path: sha for path, (mode, sha) in self.entries.items() if mode == LINK}
        targets = small(self.git, links.values())
        return {path: readable(targets[sha]) for path, sha in links.items()}

    def tree(self) -> str:
        return self.git.run("write-tree").decode().strip()

    def remember(self, ignores: dict[str, str]) -> None:
        """Once the intake is settled: the index names nothing that the store lacks."""
        self.index.parent.mkdir(parents=True, exist_ok=True)
        note = {"index": self._checksum(), "ignores": ignores}
        with tempfile.TemporaryDirectory(prefix=".new-", dir=self.index.parent) as folder:
            fresh = Path(shutil.copy2(self.copy, folder))
            beside = Path(folder, "ignores")
            beside.write_text(json.dumps(note))
            os.replace(fresh, self.index)
            os.replace(beside, self._beside())

    def _checksum(self) -> str:
        with open(self.copy, "rb") as file:
            file.seek(-20, os.SEEK_END)
            return file.read().hex()

    def _beside(self) -> Path:
        return self.index.with_name(self.index.name + ".ignores")
