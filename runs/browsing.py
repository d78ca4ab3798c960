"""Looking through the files of a snapshot: the list of a folder's contents as a tree, and one file as text."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from runs import previews, sourcing
from runs.models import Snapshot
from runs.snapshots.values import Entry

TEXT_BYTES = 512 * 1024
LISTED = 1_000  # files of one folder


@dataclass
class Folder:
    """A folder of a snapshot. Only an open one, on the way to what is read, knows what it holds: the rest is a click away."""

    name: str
    path: str
    open: bool = False
    folders: dict[str, "Folder"] = field(default_factory=dict)
    files: list[tuple[str, Entry]] = field(default_factory=list)  # by name
    unlisted: int = 0  # files beyond what a page lists


@dataclass(frozen=True)
class Text:
    """One file to read: its lines, or why there are none."""

    entry: Entry
    lines: list[str]
    cut: bool = False
    binary: bool = False

    @property
    def picture(self) -> bool:
        """Whether a browser may draw it, by its name."""
        return previews.image_type(self.entry.path) is not None


def look(snapshot: Snapshot, chosen: str = "") -> dict:
    """What a page of a snapshot's files shows: {tree, count, chosen, file: Text or None when there is no such file}.

    `chosen` is the path of a file, or of a folder with a slash at its end; without it a file that explains is taken."""
    store = sourcing.store_of(snapshot.source.workspace_id)
    entries = store.files(snapshot.commit)
    entry = next((entry for entry in entries if entry.path == chosen), None if chosen else _explaining(entries))
    chosen = entry.path if entry else chosen
    text = _text(entry, store.read(snapshot.commit, entry.path, TEXT_BYTES)) if entry else None
    return {"tree": tree(entries, chosen), "count": len(entries), "chosen": chosen, "file": text}


def tree(entries: Iterable[Entry], chosen: str = "") -> Folder:
    """Files by folder, along the way to `chosen`."""
    root = Folder("", "", open=True)
    for entry in entries:
        _put(root, entry, chosen)
    return root


def _put(folder: Folder, entry: Entry, chosen: str) -> None:
    *above, name = entry.path.split("/")
    for step in above:
        path = f"{folder.path}/{step}".lstrip("/")
        folder = folder.folders.setdefault(step, Folder(step, path, open=chosen.startswith(path + "/")))
        if not folder.open:
            return
    if len(folder.files) < LISTED or entry.path == chosen:
        folder.files.append((name, entry))
    else:
        folder.unlisted += 1


def _explaining(entries: list[Entry]) -> Entry | None:
    """The first file to read in a folder that one does not know."""
    top = [entry for entry in entries if "/" not in entry.path and not entry.is_link]
    readme = [entry for entry in top if entry.path.lower().startswith("readme")]
    scripts = [entry for entry in top if entry.path.endswith(".py")]
    return next(iter(readme + scripts + top), None)


def _text(entry: Entry, head: bytes) -> Text:
    if b"\0" in head[:8192]:
        return Text(entry, [], binary=True)
    # Not splitlines(): to an editor a form feed or U+2028 ends no line.
    lines = head.decode(errors="replace").replace("\r\n", "\n").removesuffix("\n").split("\n") if head else []
    return Text(entry, lines, cut=entry.size > len(head))
