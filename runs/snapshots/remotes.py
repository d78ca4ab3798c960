"""Fetching from a linked repository into a cache of our own: nothing of it is checked out, and none of its programs is run."""

from __future__ import annotations

import contextlib
import fcntl
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .credentials import Credential, lent
from .errors import GitError, SnapshotError
from .git import Git
from .links import Link
from .paths import shown
from .refusals import sentence
from .values import Limits

FETCHED = "refs/trainshed/fetched"
FULL = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
SHORT = re.compile(r"[0-9a-f]{7,39}", re.IGNORECASE)
MANY_PACKS = 30


@dataclass(frozen=True)
class Tip:
    """What a ref was found to be: a "branch", a "tag" or a "commit"."""

    kind: str
    name: str
    commit: str


class Remote:
    """One linked repository. `cache` is a bare repository of this link's own; lost, it costs another download."""

    def __init__(self, link: Link, cache: Path, credential: Credential, limits: Limits, timeout: float) -> None:
        self.link, self.cache, self.credential, self.limits, self.timeout = link, cache, credential, limits, timeout

    @contextlib.contextmanager
    def fetched(self, ref: str) -> Iterator[tuple[Git, Tip]]:
        """The cache with the commit in it, nobody else's until the end of the `with`."""
        known_hosts = self.cache.parent / "known_hosts"
        with self._locked(), lent(self.credential, self.link, known_hosts) as variables:
            self.git = Git(self.cache, GIT_ALLOW_PROTOCOL=self.link.protocol, **variables)
            yield self.git, self._fetch(ref)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self.cache.parent.mkdir(parents=True, exist_ok=True)
        with open(self.cache.with_name(self.cache.name + ".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # ends with this process, however that ends
            self._make_ready()
            yield

    def _make_ready(self) -> None:
        if not (self.cache / "HEAD").exists():
            shutil.rmtree(self.cache, ignore_errors=True)
            fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=self.cache.parent))
            Git(fresh).run("init", "--quiet", "--bare", "--template=", "--object-format=sha1", "--initial-branch=main")
            fresh.rename(self.cache)
        for left in self.cache.rglob("*.lock"):
            left.unlink()  # of a git that was killed: nobody else is here
        if len(list(self.cache.glob("objects/pack/*.pack"))) > MANY_PACKS:
            Git(self.cache).run("gc", "--quiet", "--prune=now")

    def _fetch(self, ref: str) -> Tip:
        tips = self._tips(ref)
        for kind, name in _readings(ref):
            if name in tips:
                self._run("fetch", "--depth=1", "--no-tags", "--force", self.link.url, f"+{name}:{FETCHED}")
                return Tip(kind, ref or tips.get("default", ""), self._commit(FETCHED))
        if FULL.fullmatch(ref) or SHORT.fullmatch(ref):
            return Tip("commit", ref, self._fetch_commit(ref.lower()))
        raise SnapshotError(self._absent(ref))

    def _tips(self, ref: str) -> dict[str, str]:
        """Full names of refs to hashes, and the name of the default branch."""
        wanted = [name for _, name in _readings(ref)]
        out = self._run("ls-remote", "--symref", self.link.url, *wanted).decode(errors="replace")
        tips = {}
        for value, _, name in (line.partition("\t") for line in out.splitlines()):
            default = value.removeprefix("ref: refs/heads/")
            tips.update({name: value} if default == value else {"default": default})
        if not ref and not tips:
            raise SnapshotError(f"{self.link.url} has no commit yet. Push one, or name a branch, and try again.")
        return tips

    def _fetch_commit(self, ref: str) -> str:
        """One commit alone if the server gives it; else everything, to look for it there."""
        if FULL.fullmatch(ref):
            with contextlib.suppress(SnapshotError):
                self._run("fetch", "--depth=1", "--no-tags", "--force", self.link.url, f"+{ref}:{FETCHED}")
                return self._commit(FETCHED)
        whole = ["--unshallow"] if (self.cache / "shallow").exists() else []
        every = ["+refs/heads/*:refs/all/heads/*", "+refs/tags/*:refs/all/tags/*"]
        self._run("fetch", *whole, "--no-tags", "--force", self.link.url, *every)
        return self._commit(ref)

    def _commit(self, name: str) -> str:
        found = self.git.ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found is None:
            raise SnapshotError(self._absent(name))
        return found.decode().strip()

    def _run(self, *arguments: str) -> bytes:
        try:
            return self.git.run(*arguments, timeout=self.timeout, largest=self.limits.unpacked)
        except GitError as error:
            said = sentence(self.link, error, self.limits)
            raise GitError(self._without_token(said), self._without_token(error.output)) from None

    def _without_token(self, text: str) -> str:
        return text.replace(self.credential.token, "[hidden]") if self.credential.token else text

    def _absent(self, ref: str) -> str:
        return f"{self.link.url} has no branch, tag or commit {shown(ref)}. Correct the name, or push it, and try again."


def _readings(ref: str) -> list[tuple[str, str]]:
    """The kinds of name that a ref may be, with the full name of each."""
    if not ref:
        return [("branch", "HEAD")]
    return [("branch", f"refs/heads/{ref}"), ("tag", f"refs/tags/{ref}"), *([("ref", ref)] if ref.startswith("refs/") else [])]
