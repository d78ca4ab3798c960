"""The target's bare git repository: what snapshots arrive in, so that only missing objects ever travel."""

from __future__ import annotations

import os
import shutil
import subprocess

from . import locks
from .machine import find_program
from .refused import Refused
from .variables import inherited

HEXADECIMAL = frozenset("0123456789abcdef")
NEWEST = 64
# The bytes of a snapshot come out as they went in: no attribute of a committed file may convert line ends or run a filter.
# $GIT_DIR/info/attributes overrules the attributes in the tree (gitattributes(5)).
ATTRIBUTES = b"* -text -eol -ident -filter -working-tree-encoding\n"


class Repository:
    def __init__(self, root: str) -> None:
        self.root, self.path = root, os.path.join(root, "repository.git")
        self.git = find_program("git")

    def use(self) -> int:
        """The descriptor under which objects are taken in and checked out: while it is open nobody removes them."""
        return locks.share(os.path.join(self.root, "repository.use"))

    def alone(self) -> int | None:
        """The descriptor under which it may be removed, or None while somebody uses it."""
        return locks.take(os.path.join(self.root, "repository.use"), wait=False)

    def has(self, commit: str) -> bool:
        """Its ref is written last of all, so the ref means: every object of it is here."""
        return os.path.exists(self._ref(commit))

    def newest(self) -> list[str]:
        folder = os.path.join(self.path, "refs", "snapshots")
        try:
            commits = sorted(os.scandir(folder), key=lambda entry: entry.stat().st_mtime, reverse=True)
        except FileNotFoundError:
            return []
        return [entry.name for entry in commits if len(entry.name) == 40][:NEWEST]

    def take_in(self, bundle, commit: str) -> None:
        """Doing it twice is harmless; killed half-way it leaves objects nobody refers to, and no ref."""
        self._create()
        unfinished = os.path.join(self.root, f"bundle.{os.getpid()}.tmp")
        try:
            with open(unfinished, "wb") as file:
                shutil.copyfileobj(bundle, file, 1024 * 1024)
            if os.path.getsize(unfinished) == 0:
                raise Refused(f"No bundle came with the request to check out commit {commit}.")
            self.run("bundle", "unbundle", unfinished)
            self.run("cat-file", "-e", commit + "^{commit}")
        finally:
            os.unlink(unfinished)
        self._keep(commit)

    def write_tree(self, commit: str, into: str, index: str) -> None:
        """Into an empty folder, or one with its index: what is not as the commit has it is written. The index is the job's own: checkouts
        at the same time do not meet."""
        self.run("read-tree", "--reset", "-u", commit, GIT_WORK_TREE=into, GIT_INDEX_FILE=index)

    def files_in(self, index: str) -> int:
        with open(index, "rb") as file:
            return int.from_bytes(file.read(12)[8:], "big")  # the number of entries, gitformat-index(5)

    def tidy_tree(self, folder: str, index: str) -> None:
        """Remove from the folder all that the index does not know."""
        self.run("clean", "-ffdxq", GIT_WORK_TREE=folder, GIT_INDEX_FILE=index)

    def differ(self, one: str, other: str) -> float:
        """How many files differ between two commits; infinitely many where one of them is not here."""
        if not (self.has(one) and self.has(other)):
            return float("inf")
        return self.run("diff-tree", "-r", "--no-renames", "--name-only", one, other).count(b"\n")

    def run(self, *arguments: str, **variables: str) -> bytes:
        quiet = ["-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false", "-c", "gc.auto=0", "-c", "core.protectNTFS=false"]
        environment = {name: value for name, value in inherited().items() if not name.startswith("GIT_")}
        environment.update(GIT_DIR=self.path, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull, LC_ALL="C", **variables)
        command = [self.git, *quiet, *arguments]
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            why = done.stderr.decode("utf-8", "replace").strip()[-300:]
            raise Refused(f"git {arguments[0]} failed on the target: {why or done.returncode}")
        return done.stdout

    def _create(self) -> None:
        if os.path.exists(self.path):
            return
        lock = locks.take(os.path.join(self.root, "repository.lock"))
        if not os.path.exists(self.path):
            self._create_under_lock()
        os.close(lock)

    def _create_under_lock(self) -> None:
        finished, self.path = self.path, self.path + ".tmp"
        shutil.rmtree(self.path, ignore_errors=True)
        self.run("init", "--quiet", "--bare", "--template=")
        os.makedirs(os.path.join(self.path, "info"))
        with open(os.path.join(self.path, "info", "attributes"), "wb") as file:
            file.write(ATTRIBUTES)
        os.makedirs(os.path.join(self.path, "refs", "snapshots"))
        os.rename(self.path, finished)
        self.path = finished

    def _keep(self, commit: str) -> None:
        # Written as a file and not by git: a git that is killed leaves its .lock behind, and the next one stumbles over it.
        unfinished = os.path.join(self.root, f"ref.{os.getpid()}.tmp")
        with open(unfinished, "w") as file:
            file.write(commit + "\n")
        os.rename(unfinished, self._ref(commit))

    def _ref(self, commit: str) -> str:
        if len(commit) != 40 or not HEXADECIMAL.issuperset(commit):
            raise Refused(f"{commit!r} is not the id of a commit.")
        return os.path.join(self.path, "refs", "snapshots", commit)
