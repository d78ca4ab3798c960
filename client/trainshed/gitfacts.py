"""What git knows about a folder that is uploaded, so that a run can be traced to a commit, and to what was not committed yet."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

DIFF_CHARACTERS = 100_000


def git_facts(folder: Path) -> dict[str, Any] | None:
    """`repository`, `branch`, `commit`, `dirty` and `diff`; None where there is no git, or the folder is in no repository."""
    if _ask(folder, "rev-parse", "--is-inside-work-tree") != "true":
        return None
    commit = _ask(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    dirty = bool(_ask(folder, "status", "--porcelain", "--", "."))
    return {
        "repository": _without_credentials(_ask(folder, "config", "--get", "remote.origin.url"))[:500],
        "branch": _ask(folder, "symbolic-ref", "--short", "--quiet", "HEAD")[:250],
        "commit": commit,
        "dirty": dirty,
        "diff": _diff(folder) if commit and dirty else "",
    }


def _diff(folder: Path) -> str:
    text = _ask(folder, "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--relative", "HEAD", "--", ".")
    if len(text) <= DIFF_CHARACTERS:
        return text
    return text[:DIFF_CHARACTERS] + f"\n… the rest is left out: the first {DIFF_CHARACTERS:,} characters are kept\n"


def _without_credentials(url: str) -> str:
    return re.sub(r"^(\w+://)[^/@]*@", r"\1", url)


def _ask(folder: Path, *arguments: str) -> str:
    """git's answer, or nothing: a folder without it is uploaded all the same."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""
