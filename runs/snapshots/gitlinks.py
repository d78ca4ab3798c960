"""A branch, tag or commit of a linked repository, as a snapshot."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

from . import aside
from .blobs import small
from .credentials import Credential
from .git import Git
from .ignore import Ignore
from .links import GitRules, checked_ref
from .paths import check_tree, checked
from .remotes import Remote, Tip
from .store import SnapshotStore
from .taking import check_counts, readable
from .values import DEFAULT, FILE, LINK, PROGRAM, Draft, Entry, Limits

ANYBODY = Credential()
RULES = GitRules()


def from_git(
    store: SnapshotStore,
    url: str,
    ref: str = "",
    credential: Credential = ANYBODY,
    *,
    cache: Path,
    limits: Limits = DEFAULT,
    rules: GitRules = RULES,
    timeout: float = 600,
) -> Draft:
    """Take what a ref of a repository holds now: every file it tracks, less what a root `.amlignore` names.

    Submodules are not fetched: `facts["submodules"]` names them. Files kept in git LFS are the pointers that git holds.
    """
    remote = Remote(rules.link(url), Path(cache), credential, limits, timeout)
    with remote.fetched(checked_ref(ref)) as (git, tip):
        files, submodules = _listed(git, tip.commit)
        kept = _kept(git, files)
        total = _check(git, kept, limits)
        beside = _aside(files, kept)
        tree = _take(store, git, kept, beside)
        facts = {**_facts(git, remote.link.url, tip), **({"submodules": submodules} if submodules else {}), **aside.facts(beside)}
    return Draft(tree, len(kept), total, len(files) - len(kept), facts)


def _listed(git: Git, commit: str) -> tuple[list[Entry], list[str]]:
    files, submodules = [], []
    out = git.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit).decode(errors="surrogateescape")
    for line in out.split("\0")[:-1]:
        described, _, path = line.partition("\t")
        mode, kind, sha, size = described.split()
        if kind == "blob":
            # Old tools wrote other permissions; git reads them as these.
            files.append(Entry(path, mode if mode == LINK else PROGRAM if int(mode, 8) & 0o100 else FILE, int(size), sha))
        else:
            submodules.append(path)
    return files, submodules


def _kept(git: Git, files: list[Entry]) -> dict[str, Entry]:
    own = [entry.sha for entry in files if entry.path == ".amlignore" and not entry.is_link]
    texts = dict(zip([".amlignore"], map(readable, small(git, own).values()), strict=False))
    # What is tracked is meant, whatever its name; a tree that holds a ".git" is made by an attacker.
    ignore = Ignore(texts, never=(".git",))
    return {entry.path: entry for entry in files if ignore.keeps(entry.path)}


def _check(git: Git, kept: dict[str, Entry], limits: Limits) -> int:
    for path in kept:
        checked(path, limits.path)
    total = check_counts({path: entry.size for path, entry in kept.items()}, limits)
    links = {path: entry.sha for path, entry in kept.items() if entry.is_link}
    targets = small(git, links.values())
    check_tree(kept, {path: readable(targets[sha]) for path, sha in links.items()})
    return total


def _aside(files: list[Entry], kept: Container[str]) -> dict[str, str]:
    plain = {entry.path: entry for entry in files if not entry.is_link}
    return {path: plain[path].sha for path in aside.left_out({path: entry.size for path, entry in plain.items()}, kept)}


def _take(store: SnapshotStore, git: Git, kept: dict[str, Entry], beside: Mapping[str, str]) -> str:
    with store.intake() as intake:
        missing = store.missing([*(entry.sha for entry in kept.values()), *beside.values()])
        if missing:
            hashes = "".join(f"{sha}\n" for sha in missing).encode()
            intake.put_pack(git.stream("pack-objects", "--stdout", "--quiet", "--window=0", stdin=hashes))
        return intake.tree({path: (entry.mode, entry.sha) for path, entry in kept.items()})


def _facts(git: Git, url: str, tip: Tip) -> dict[str, Any]:
    shown = git.run("log", "-1", "--format=%an%x00%aI%x00%s", tip.commit).decode(errors="replace").strip("\n")
    author, at, subject = shown.split("\0")
    named = {tip.kind: tip.name} if tip.name and tip.kind != "commit" else {}
    about = {"author": author, "at": at, "subject": subject[:200], "dirty": False}
    return {"from": "git", "repository": url, **named, "commit": tip.commit, **about}
