"""Which names may become files of a snapshot. A refusal is one sentence; nothing is repaired silently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .errors import SnapshotError

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
DRIVE = re.compile(r"[A-Za-z]:")
# Code points that some file systems drop from names, so that ".g<here>it" is ".git" to them (git's utf8.c).
INVISIBLE = dict.fromkeys([*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF])


def checked(path: str, longest: int = 1000) -> str:
    """The path without its "./" and doubled slashes; SnapshotError if it could leave the tree or means something elsewhere."""
    refused = _why_refused(path, longest)
    if refused:
        raise SnapshotError(f"The name {shown(path)} {refused}. Rename the file, or leave it out, and try again.")
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def _why_refused(path: str, longest: int) -> str | None:
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts:
        return "is empty"
    if CONTROL.search(path):
        return "holds a control character (such as a new line)"
    if path.startswith("/") or DRIVE.match(path):
        return "is an absolute path"
    if "\\" in path:
        return "holds a backslash"
    if ".." in parts:
        return "leads out of its folder (..)"
    if any(_is_git_in_disguise(part) for part in parts):
        return "would be git's own folder on some machines"
    return _why_unstorable(path, parts, longest)


def _why_unstorable(path: str, parts: list[str], longest: int) -> str | None:
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        return "is not valid UTF-8"
    if size > longest or any(len(part.encode()) > 255 for part in parts):
        return f"is too long (a part may have 255 bytes, the whole path {longest})"
    return None


def _is_git_in_disguise(part: str) -> bool:
    """Whether a file system that folds names could take it for .git. The plain name is left out, not refused."""
    plain = part.translate(INVISIBLE).casefold().split(":")[0].rstrip(". ")
    return plain in (".git", "git~1") and part != ".git"


def check_tree(paths: Iterable[str], links: Mapping[str, str]) -> None:
    """Refuse a path below a file or a link, and links that leave the tree."""
    names = set(paths)
    for above in _folders(names) & names:
        below = next(path for path in names if path.startswith(above + "/"))
        what = "a link" if above in links else "a file"
        raise SnapshotError(f"{shown(below)} lies below {shown(above)}, which is {what}. Remove one of the two and try again.")
    check_links(links)


def check_links(links: Mapping[str, str]) -> None:
    """Refuse links, path to target, that leave the tree on any way through each other."""
    for path, target in links.items():
        if _leaves(path, target, links):
            raise SnapshotError(
                f"The link {shown(path)} leads out of the folder, to {shown(target)}. "
                "Replace it by a copy, or name it in .amlignore, and try again."
            )


def _folders(paths: Iterable[str]) -> set[str]:
    folders: set[str] = set()
    for path in paths:
        above = path.rpartition("/")[0]
        while above and above not in folders:
            folders.add(above)
            above = above.rpartition("/")[0]
    return folders


def _leaves(path: str, target: str, links: Mapping[str, str]) -> bool:
    """Walk the target as the kernel would: every link on the way is followed, and 40 of them at most."""
    at, todo, hops = path.split("/")[:-1], _parts(target), 1
    if target.startswith("/"):
        return True
    while todo and hops <= 40:
        part = todo.pop()
        if part == "..":
            if not at:
                return True
            at.pop()
            continue
        at.append(part)
        further = links.get("/".join(at))
        if further is not None:
            if further.startswith("/"):
                return True
            at.pop()
            todo.extend(_parts(further))
            hops += 1
    return False


def _parts(target: str) -> list[str]:
    return [part for part in reversed(target.split("/")) if part not in ("", ".")]


def shown(path: str) -> str:
    """A name as it can stand in a sentence: quoted, cut in the middle, what cannot be printed escaped."""
    text = path if len(path) <= 80 else f"{path[:50]}…{path[-25:]}"
    return '"' + "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text) + '"'
