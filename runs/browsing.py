"""Looking through the files of a snapshot: the list of a folder's contents as a tree, and one file as text."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from runs import sourcing
from runs.models import Snapshot
from runs.snapshots.values import Entry

TEXT_BYTES = 512 * 1024


@dataclass
class Folder:
    name: str
    path: str
    folders: dict[str, "Folder"] = field(default_factory=dict)
    files: list[tuple[str, Entry]] = field(default_factory=list)  # by name
    open: bool = False  # on the way to the file that is read


@dataclass(frozen=True)
class Text:
    """One file to read: its lines, or why there are none."""

    entry: Entry
    lines: list[str]
    cut: bool = False
    binary: bool = False


def look(snapshot: Snapshot, chosen: str) -> dict:
    """What a page of a snapshot's files shows: {tree, count, chosen, file: Text or None when there is no such file}."""
    store = sourcing.store_of(snapshot.source.workspace_id)
    entries = store.files(snapshot.commit)
    entry = next((entry for entry in entries if entry.path == chosen), None)
    text = _text(entry, store.read(snapshot.commit, entry.path, TEXT_BYTES)) if entry else None
    return {"tree": tree(entries, chosen), "count": len(entries), "chosen": chosen, "file": text}


def tree(entries: Iterable[Entry], chosen: str = "") -> Folder:
    """Files by folder; the folders that lead to `chosen` are open."""
    root = Folder("", "", open=True)
    for entry in entries:
        folder = root
        *folders, file = entry.path.split("/")
        for name in folders:
            path = f"{folder.path}/{name}".lstrip("/")
            folder = folder.folders.setdefault(name, Folder(name, path, open=chosen.startswith(path + "/")))
        folder.files.append((file, entry))
    return root


def _text(entry: Entry, head: bytes) -> Text:
    if b"\0" in head[:8192]:
        return Text(entry, [], binary=True)
    # Not splitlines(): to an editor a form feed or U+2028 ends no line.
    lines = head.decode(errors="replace").replace("\r\n", "\n").removesuffix("\n").split("\n") if head else []
    return Text(entry, lines, cut=entry.size > len(head))
