"""Uploaded archives: zip, tar, tar.gz, tar.xz, tar.bz2. Every name is judged before the first byte of content is taken."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Container, Iterator
from pathlib import Path
from typing import BinaryIO

from . import aside
from .errors import SnapshotError
from .ignore import NEVER, Ignore, is_ignore_file
from .intake import Intake
from .members import Archive, Member
from .paths import check_tree, checked, shown
from .store import SnapshotStore
from .taking import check_counts, readable
from .tars import TarArchive
from .unpack import opened_plain
from .values import DEFAULT, LINK, Draft, Limits
from .zips import ZipArchive


def from_archive(store: SnapshotStore, source: Path | BinaryIO, limits: Limits = DEFAULT, name: str = "") -> Draft:
    """Take the files of an archive, a path or a seekable file. Names alone tell nothing: its content says what kind it is."""
    with _opened(source) as file, _archive(file, limits) as archive:
        members, root = _without_wrapper(_judged(archive, limits))
        ignore = Ignore({path: readable(archive.small(member)) for path, member in members.items() if is_ignore_file(path)})
        kept = {path: member for path, member in members.items() if ignore.keeps(path)}
        total = _check(archive, kept, limits)
        beside = aside.left_out({path: member.size for path, member in members.items() if _is_plain(member)}, kept)
        tree, hashes = _take(store, archive, kept | {path: members[path] for path in beside}, kept)
    named = {"from": "archive", "archive": name, **({"folder": root} if root else {})}
    facts = {**named, **aside.facts({path: hashes[path] for path in beside})}
    return Draft(tree, len(kept), total, len(members) - len(kept), facts)


@contextlib.contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            yield file
    else:
        yield source


@contextlib.contextmanager
def _archive(file: BinaryIO, limits: Limits) -> Iterator[Archive]:
    file.seek(0)
    start = file.read(2)
    file.seek(0)
    if start == b"PK":
        yield ZipArchive(file, limits)
    else:
        with opened_plain(file, limits) as plain:
            yield TarArchive(plain)


def _judged(archive: Archive, limits: Limits) -> dict[str, Member]:
    """Files and links by their checked path; of two with one name the last counts, as when unpacking."""
    members: dict[str, Member] = {}
    for count, member in enumerate(archive.members()):
        if count >= limits.entries:
            raise SnapshotError(f"The archive holds more than {limits.entries:,} names. Pack only the code and try again.")
        if member.is_folder and not member.path.strip("./"):
            continue  # "./", the first name of most tars
        path = checked(member.path, limits.path)
        if not member.is_folder:
            members[path] = member
    return members


def _without_wrapper(members: dict[str, Member]) -> tuple[dict[str, Member], str]:
    """Most archives hold one folder with everything in it (a download of GitHub, a packed folder): its content is meant."""
    roots = {path.partition("/")[0] for path in members} - NEVER
    if len(roots) != 1 or any("/" not in path for path in members if path not in NEVER):
        return members, ""
    root = roots.pop()
    return {path[len(root) + 1 :]: member for path, member in members.items() if path.startswith(root + "/")}, root


def _check(archive: Archive, kept: dict[str, Member], limits: Limits) -> int:
    for path, member in kept.items():
        if member.refused:
            raise SnapshotError(f"{shown(path)} {member.refused}")
    total = check_counts({path: member.size for path, member in kept.items()}, limits)
    links = {path: readable(archive.small(member)) for path, member in kept.items() if member.mode == LINK}
    check_tree(kept, links)
    return total


def _is_plain(member: Member) -> bool:
    return member.mode != LINK and not member.refused


def _take(store: SnapshotStore, archive: Archive, members: dict[str, Member], kept: Container[str]) -> tuple[str, dict[str, str]]:
    """The tree of those that are kept, and the hash of each."""
    with store.intake() as intake:
        # In the archive's own order: a tar is read once from front to end.
        hashes = {path: _put(intake, archive, member) for path, member in members.items()}
        return intake.tree({path: (member.mode, hashes[path]) for path, member in members.items() if path in kept}), hashes


def _put(intake: Intake, archive: Archive, member: Member) -> str:
    if member.mode == LINK:
        return intake.put(archive.small(member))
    return intake.put(archive.open(member), member.size, limit=member.size)
