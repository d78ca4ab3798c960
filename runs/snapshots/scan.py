"""The files of a folder that a snapshot keeps."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from .errors import SnapshotError
from .ignore import Ignore
from .taking import readable
from .values import MEGABYTE


class Scan:
    """`names` is what is kept, `ignored` counts the rest (a whole folder as one), `ignores` identifies the ignore files that decided.

    To match a name with many patterns costs more than all else here. So `known`, the names kept the last time, are kept again
    wherever every ignore file that has a say is the one in `remembered`.
    """

    def __init__(self, folder: Path, known: Collection[str], remembered: Mapping[str, str], entries: int) -> None:
        self.folder, self.known, self.remembered, self.left = folder, known, remembered, entries
        self.names: set[str] = set()
        self.ignored = 0
        self.ignores: dict[str, str] = {}
        own = folder / ".amlignore"
        self.alone = own.is_file()
        self.ignore = Ignore({".amlignore": self._text(own, "")} if self.alone else {})
        self._walk()

    def _walk(self) -> None:
        todo = [("", True)]
        while todo:
            folder, same = todo.pop()
            listed = list(self._listed(folder))
            same = self._read_ignores(folder, listed) and same
            todo.extend((path, same) for path in self._sorted_out(folder, listed, same))

    def _sorted_out(self, folder: str, listed: list[os.DirEntry[str]], same: bool) -> Iterator[str]:
        """Keep the files, give the folders to look into."""
        for entry in listed:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if self.ignore.enters(path):
                    yield path
                else:
                    self.ignored += 1
            elif (same and path in self.known) or (_is_takable(entry) and self.ignore.keeps(path)):
                self.names.add(path)
            else:
                self.ignored += 1

    def _read_ignores(self, folder: str, listed: list[os.DirEntry[str]]) -> bool:
        """Whether the folder's say is that of the last time. As in git, a .gitignore that is a link is not followed."""
        if not self.alone and any(entry.name == ".gitignore" and entry.is_file(follow_symlinks=False) for entry in listed):
            self.ignore.add(folder, self._text(self.folder / folder / ".gitignore", folder))
        return self.remembered.get(folder) == self.ignores.get(folder) or (self.alone and folder != "")

    def _text(self, path: Path, folder: str) -> str:
        with open(path, "rb") as file:
            content = file.read(MEGABYTE)
        self.ignores[folder] = hashlib.sha1(f"{path.name}\n".encode() + content, usedforsecurity=False).hexdigest()
        return readable(content)

    def _listed(self, folder: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(self.folder / folder) as entries:
                for entry in entries:
                    self.left -= 1
                    yield entry
        except FileNotFoundError:
            return  # went away meanwhile
        except OSError as error:
            raise SnapshotError(f"{self.folder / folder} cannot be read: {error.strerror}. Correct its rights, or ignore it.") from None
        if self.left < 0:
            raise SnapshotError(f"{self.folder} holds too many names for a folder of code. Name its data in .amlignore and try again.")


def _is_takable(entry: os.DirEntry[str]) -> bool:
    """Sockets, pipes and devices are left out: a folder in use has them."""
    return entry.is_symlink() or entry.is_file(follow_symlinks=False)
