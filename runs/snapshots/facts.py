"""What git knows about a folder of the studio's machine: recorded with its snapshots, as the properties of a run.

The folder's own configuration may name programs (filters, monitors, hooks). None of them is run.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .errors import GitError
from .git import Git

DIFF_BYTES = 100_000
PLAIN = ("--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=all")


def git_facts(folder: Path) -> dict[str, Any]:
    """`repository`, `branch`, `commit`, `dirty` and `diff` (of what is not committed), as far as there are any."""
    where = _repository_around(folder).ask("rev-parse", "--absolute-git-dir", "--show-toplevel")
    if where is None:
        return {}
    own, top = where.decode(errors="surrogateescape").splitlines()[:2]
    return _Repository(Git(Path(own)).at(Path(top), cwd=folder)).facts()


def _repository_around(folder: Path) -> Git:
    git = Git(folder)
    git.where = ["-C", str(folder)]
    return git


class _Repository:
    def __init__(self, git: Git) -> None:
        self.git = git
        self.settings = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", *self._without_filters()]

    def facts(self) -> dict[str, Any]:
        facts = {"repository": self._repository(), "branch": self._ask("symbolic-ref", "--short", "--quiet", "HEAD")}
        commit = self._ask("rev-parse", "--verify", "--quiet", "HEAD")
        changes = self._ask("status", "--porcelain", "--ignore-submodules=all", "--", ".")
        diff = self._diff() if commit and changes else ""
        return {name: value for name, value in {**facts, "commit": commit, "dirty": bool(changes), "diff": diff}.items() if value != ""}

    def _repository(self) -> str:
        return without_credentials(self._ask("config", "--get", "remote.origin.url"))

    def _diff(self) -> str:
        text = b""
        for chunk in self.git.stream(*self.settings, "diff", *PLAIN, "HEAD", "--", "."):
            text += chunk
            if len(text) > DIFF_BYTES:
                return text[:DIFF_BYTES].decode(errors="replace") + f"\n… the rest is left out: the first {DIFF_BYTES:,} bytes are kept\n"
        return text.decode(errors="replace")

    def _ask(self, *arguments: str) -> str:
        try:
            return self.git.run(*self.settings, *arguments, timeout=20).decode(errors="replace").strip()
        except GitError:
            return ""

    def _without_filters(self) -> list[str]:
        names = self.git.ask("config", "--name-only", "--get-regexp", r"^filter\..*\.(clean|smudge|process|required)$") or b""
        settings = (f"{name}={'false' if name.endswith('required') else ''}" for name in names.decode(errors="replace").splitlines())
        return [word for setting in settings for word in ("-c", setting)]


def without_credentials(url: str) -> str:
    """A web address less the name and password that some put in front of the host."""
    return re.sub(r"^([a-z]+://)[^/@]*@", r"\1", url) if url.startswith("http") else url
