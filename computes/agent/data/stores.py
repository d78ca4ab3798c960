"""What data is brought from and sent to. Both kinds have the same verbs."""

from __future__ import annotations

import os
import shutil

from .failed import Failed

PIECE = 1024 * 1024


def opened(place: dict, options: dict):
    """The store of this place. Failed with a sentence when it cannot be opened."""
    if place["kind"] == "folder":
        return FolderStore(place["path"])
    try:
        from .remote import RemoteStore
    except ImportError as trouble:
        raise Failed(f"remote storage needs a Python package that is not here: {trouble}.") from trouble
    return RemoteStore(place["url"], options)


class FolderStore:
    """A folder, or a file, of this machine."""

    workers = 1

    def __init__(self, path: str) -> None:
        self.path = path

    def files(self) -> tuple[dict[str, int], bool]:
        """Sizes of the files by their names relative to the place, and whether the place is itself a file (then its only name).
        Links are followed for files, never for folders: a folder could contain itself."""
        if os.path.isfile(self.path):
            return {os.path.basename(self.path): os.path.getsize(self.path)}, True
        if not os.path.isdir(self.path):
            raise Failed(f"There is no {self.path} on this target. Correct the path in the datastore, or put the data there.")
        return walked(self.path), False

    def names(self) -> set[str]:
        """The files that are there, none if the place is not there yet."""
        return set(walked(self.path)) if os.path.isdir(self.path) else set()

    def entries(self) -> list[dict]:
        """What lies directly in it: {"name", "type": "file" or "directory", "size"}; the file itself where it is one."""
        if os.path.isfile(self.path):
            return [{"name": os.path.basename(self.path), "type": "file", "size": os.path.getsize(self.path)}]
        with os.scandir(self.path) as found:
            return [_entry(each) for each in found]

    def get(self, name: str, path: str, moved) -> None:
        source = self.path if os.path.isfile(self.path) else os.path.join(self.path, name)
        _copy(source, path, moved)

    def put(self, path: str, name: str, moved) -> None:
        wanted = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(wanted), exist_ok=True)
        unfinished = f"{wanted}.{os.getpid()}.part"
        try:
            _copy(path, unfinished, moved)
            os.replace(unfinished, wanted)
        except BaseException:
            _remove(unfinished)
            raise

    def is_transient(self, trouble: BaseException) -> bool:
        return False


def _entry(entry: os.DirEntry) -> dict:
    folder = entry.is_dir()
    return {
        "name": entry.name,
        "type": "directory" if folder else "file",
        "size": None if folder else entry.stat(follow_symlinks=False).st_size,
    }


def walked(folder: str) -> dict[str, int]:
    """The sizes of all plain files below a folder, by relative name."""
    found = {}
    for here, _folders, files in os.walk(folder):
        for file in files:
            path = os.path.join(here, file)
            if os.path.isfile(path):  # no sockets, pipes, dangling links
                found[os.path.relpath(path, folder).replace(os.sep, "/")] = os.path.getsize(path)
    return found


def _copy(source: str, path: str, moved) -> None:
    with open(source, "rb") as reader, open(path, "xb") as writer:
        for piece in iter(lambda: reader.read(PIECE), b""):
            writer.write(piece)
            moved(len(piece))
    shutil.copymode(source, path)


def _remove(path: str) -> None:
    if os.path.lexists(path):
        os.unlink(path)
