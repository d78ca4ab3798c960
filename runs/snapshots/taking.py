"""The checks that every way into the store shares."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import SnapshotError
from .paths import shown
from .values import MEGABYTE, Limits


def check_counts(sizes: Mapping[str, int], limits: Limits) -> int:
    """The total of the kept files' sizes, if it and their number are within the limits."""
    if not sizes:
        raise SnapshotError("There is no file to take: the folder is empty, or everything in it is named by its ignore files.")
    if len(sizes) > limits.files:
        raise SnapshotError(f"{len(sizes):,} files are more than the {limits.files:,} that a snapshot may hold. {_most(sizes)} {_REMEDY}")
    total = sum(sizes.values())
    if total > limits.bytes:
        raise SnapshotError(
            f"The files have {_mb(total)} together, more than the {_mb(limits.bytes)} that a snapshot may have. {_largest(sizes)} {_REMEDY}"
        )
    return total


_REMEDY = "Name what is not code in .amlignore and try again."


def _largest(sizes: Mapping[str, int]) -> str:
    by_size = sorted(sizes, key=lambda path: -sizes[path])[:3]
    return "Largest: " + ", ".join(f"{shown(path)} ({_mb(sizes[path])})" for path in by_size) + "."


def _most(sizes: Mapping[str, int]) -> str:
    counts: dict[str, int] = {}
    for path in sizes:
        folder = path.rpartition("/")[0].split("/")[0] or "."
        counts[folder] = counts.get(folder, 0) + 1
    folder = max(counts, key=lambda name: counts[name])
    return f"Most of them ({counts[folder]:,}) are in {shown(folder)}."


def _mb(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB"


def readable(content: bytes) -> str:
    """Text of an ignore file or a link: any bytes are read, and a byte order mark is none of its content."""
    return content.decode("utf-8-sig", "surrogateescape")
