"""What is left out of a snapshot.

A root `.amlignore` decides alone, as it did in Azure ML: the last pattern that matches a file wins, wherever the file lies, and
ignore files in sub-folders have no effect. Without one, every `.gitignore` counts for its own folder, as in git: the deepest one
that matches wins, and nothing below an excluded folder comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pathspec import GitIgnoreSpec, PathSpec

IGNORE_FILES = (".amlignore", ".gitignore")
# Never part of a snapshot: of no use on another machine, whatever the ignore files say.
NEVER = frozenset((
    ".git", "__pycache__", ".venv", ".ipynb_checkpoints", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".DS_Store", "__MACOSX",
))  # fmt: skip


def is_ignore_file(path: str) -> bool:
    return path == ".amlignore" or path.rpartition("/")[2] == ".gitignore"


class Ignore:
    """`texts`: the ignore files of a tree by path. Asked for files; folders are asked on the way, each once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        own = texts.get(".amlignore")
        self.amlignore = None if own is None else PathSpec.from_lines("gitignore", own.splitlines())
        # Only without re-inclusion may a whole folder be passed over unread.
        self.prunes = own is None or not any(line.startswith("!") for line in own.splitlines())
        self.gitignores = {} if own is not None else _gitignores(texts)
        self.folders: dict[str, bool] = {"": True}

    def keeps(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return name not in NEVER and self.enters(folder) and not self._matches(path)

    def enters(self, folder: str) -> bool:
        """Whether anything below this folder may be kept."""
        known = self.folders.get(folder)
        if known is None:
            above, _, name = folder.rpartition("/")
            known = name not in NEVER and self.enters(above) and not (self.prunes and self._matches(folder + "/"))
            self.folders[folder] = known
        return known

    def _matches(self, path: str) -> bool:
        if self.amlignore is not None:
            return bool(self.amlignore.check_file(path).include)
        return self._gitignored(path)

    def _gitignored(self, path: str) -> bool:
        folder = path.rstrip("/").rpartition("/")[0]
        while self.gitignores:
            spec = self.gitignores.get(folder)
            said = spec.check_file(path[len(folder) + 1 :] if folder else path).include if spec else None
            if said is not None or not folder:
                return bool(said)
            folder = folder.rpartition("/")[0]
        return False


def _gitignores(texts: Mapping[str, str]) -> dict[str, GitIgnoreSpec]:
    nested = {path: text for path, text in texts.items() if path.rpartition("/")[2] == ".gitignore"}
    return {path.rpartition("/")[0]: GitIgnoreSpec.from_lines(text.splitlines()) for path, text in nested.items()}


def chosen(paths: Iterable[str], texts: Mapping[str, str]) -> list[str]:
    """The paths that a snapshot keeps, in their order."""
    ignore = Ignore(texts)
    return [path for path in paths if ignore.keeps(path)]
