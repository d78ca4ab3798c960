"""The snapshots of a workspace: a bare git repository."""

from __future__ import annotations

import contextlib
import fcntl
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from . import bundles
from .blobs import HASH, hash_of, sizes
from .errors import SnapshotError
from .git import Git
from .intake import Intake
from .paths import shown
from .values import MEGABYTE, Entry

_NO_NAME = re.compile(r"<.*|[>\x00-\x1f]")  # git has its own use for these
EVERYTHING_RAW = "* -text !eol -crlf -ident -filter !working-tree-encoding -export-ignore -export-subst\n"
FORMATS = {"zip": "zip", "tar": "tar", "tar.gz": "tar.gz"}


class SnapshotStore:
    """Safe to use from many threads and processes at once; nothing is kept open between calls."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).absolute()
        self.git = Git(self.path)

    def create(self) -> SnapshotStore:
        """Make the repository unless it is there."""
        if not (self.path / "HEAD").exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=self.path.parent))
            Git(fresh).run("init", "--quiet", "--bare", "--template=", "--object-format=sha1", "--initial-branch=main")
            (fresh / "info").mkdir(exist_ok=True)
            # The strongest of all attribute files: a .gitattributes in a snapshot must not change a byte of it.
            (fresh / "info" / "attributes").write_text(EVERYTHING_RAW)
            with contextlib.suppress(OSError):  # another process was first
                fresh.rename(self.path)
            shutil.rmtree(fresh, ignore_errors=True)
        return self

    def intake(self) -> Intake:
        """Where new objects are gathered: `with store.intake() as intake`. All of them get in, or none."""
        return Intake(self.path)

    def missing(self, hashes: Iterable[str]) -> list[str]:
        """Those that are no blob of this store, each once, in their order."""
        return [sha for sha, size in sizes(self.git, hashes).items() if size is None]

    def put_blob(self, content: bytes | BinaryIO, expect: str | None = None, limit: int = 300 * MEGABYTE) -> str:
        """Store one file's content; its hash. Refused if it is another than `expect`, or larger than `limit` bytes."""
        with self.intake() as intake:
            sha = intake.put(content, limit=limit)
            if expect is not None and sha != expect:
                raise SnapshotError("A file changed while it was uploaded: its content is not what was announced. Upload it again.")
        return sha

    def write_tree(self, files: dict[str, tuple[str, str]]) -> str:
        """The tree of `files`: path to (mode, blob hash). Every blob must be here."""
        with self.intake() as intake:
            return intake.tree(files)

    def commit(self, tree: str, previous: str | None = None, message: str = "", author: str = "", at: datetime | None = None) -> str:
        """Record a tree. `author` is a person's name; `previous`, the source's snapshot before, is noted in the message.

        It is no parent of the commit: a bundle would then send every file of all earlier snapshots along.
        """
        name = _NO_NAME.sub(" ", author).strip(" .,:;\"'") or "somebody"
        when = f"{int(at.timestamp())} +0000" if at else "now"
        person = {"NAME": name, "EMAIL": "nobody@trainshed.invalid", **({"DATE": when} if at else {})}
        who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
        note = f"{message}\n\nPrevious: {hash_of(previous)}".strip() if previous else message
        return Git(self.path, **who).run("commit-tree", hash_of(tree), stdin=f"{note}\n".encode()).decode().strip()

    def keep(self, ref: str, commit: str) -> None:
        """Name a commit so that it stays. The name is given once: again with the same commit is harmless, with another refused."""
        if self.git.ask("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") == f"{commit}\n".encode():
            return
        self.git.run("update-ref", ref, hash_of(commit), "0" * 40)

    def forget(self, ref: str) -> None:
        """Let go of what a ref keeps; harmless when it is gone already."""
        self.git.run("update-ref", "-d", ref)

    def files(self, commit: str) -> list[Entry]:
        """Every file of a snapshot, by path."""
        out = self.git.run("ls-tree", "-r", "-l", "-z", "--full-tree", hash_of(commit)).decode(errors="surrogateescape")
        return [_entry(line) for line in out.split("\0") if line]

    def names(self, commit: str) -> list[str]:
        """The path of every file and every folder of a snapshot."""
        out = self.git.run("ls-tree", "-r", "-t", "-z", "--name-only", "--full-tree", hash_of(commit)).decode(errors="surrogateescape")
        return out.split("\0")[:-1]

    def exists(self, commit: str, path: str) -> bool:
        """Whether there is a file or a link of exactly this path; a folder is none."""
        return self._find(commit, path) is not None

    def read(self, commit: str, path: str, limit: int | None = None) -> bytes:
        """A file's content, its first `limit` bytes if one is given."""
        content = b""
        for chunk in self.stream(commit, path):
            content += chunk
            if limit is not None and len(content) >= limit:
                return content[:limit]
        return content

    def stream(self, commit: str, path: str) -> Iterator[bytes]:
        """A file's content in pieces; refused at once, before the first piece, if there is no such file."""
        found = self._find(commit, path)
        if found is None:
            raise SnapshotError(f"The snapshot has no file {shown(path)}. Choose one of its files.")
        return self.git.stream("cat-file", "blob", found)

    def bundle(self, commit: str, have: Sequence[str] = ()) -> Iterator[bytes]:
        """A git bundle with what a repository that has the commits `have` lacks of this one, as `refs/snapshots/<commit>`."""
        return bundles.bundle(self.git, hash_of(commit), [sha for sha in have if HASH.fullmatch(sha)])

    def archive(self, commit: str, format: str = "zip") -> Iterator[bytes]:
        """The files as one `zip`, `tar` or `tar.gz`."""
        return self.git.stream("archive", f"--format={FORMATS[format]}", hash_of(commit))

    def diff(self, old: str, new: str, limit: int = 2 * MEGABYTE) -> str:
        """What changed between two commits or trees, as git prints it, cut after `limit` bytes."""
        arguments = ("diff-tree", "-r", "-p", "-M", "--no-color", "--no-ext-diff", "--no-textconv", hash_of(old), hash_of(new))
        text = b""
        for chunk in self.git.stream(*arguments):
            text += chunk
            if len(text) > limit:
                return text[:limit].decode(errors="replace") + f"\n… the rest is left out: the first {limit:,} bytes are shown\n"
        return text.decode(errors="replace")

    def tidy(self, age: float = 86_400) -> None:
        """Housekeeping for now and then, harmless at any moment: pack what lies loose, remove what a kill left half-filled.

        Nothing that is stored is ever deleted: another process may be about to name it.
        """
        with open(self.path / "tidy.lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # another is at it
            self._remove_leftovers(age)
            self.git.run("repack", "-d", "--geometric=2", "--quiet", timeout=3600)
            self.git.run("pack-refs", "--all")

    def _remove_leftovers(self, age: float) -> None:
        for pattern in ("intake/*", "objects/pack/.tmp-*", "objects/pack/tmp_*"):
            for path in self.path.glob(pattern):
                with contextlib.suppress(FileNotFoundError):
                    if time.time() - path.stat().st_mtime > age:
                        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _find(self, commit: str, path: str) -> str | None:
        """The blob of a path, asked for on standard input, where nothing can be taken for an option or a pattern."""
        if path != "/".join(part for part in path.split("/") if part not in ("", ".", "..")) or "\n" in path or "\0" in path:
            return None
        question = f"{hash_of(commit)}:{path}\n".encode(errors="surrogateescape")
        answer = self.git.run("cat-file", "--batch-check", stdin=question).split()
        return answer[0].decode() if len(answer) == 3 and answer[1] == b"blob" else None


def _entry(line: str) -> Entry:
    facts, _, path = line.partition("\t")
    mode, _, sha, size = facts.split()
    return Entry(path, mode, int(size) if size != "-" else 0, sha)
