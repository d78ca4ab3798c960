from __future__ import annotations

from collections.abc import Iterator, Sequence

from .git import Git

# Whole objects as they lie in the store: looking for deltas costs seconds for what a local network sends in less.
# --shallow: compare with every commit of the other side, not with parents alone (snapshots mostly have none).
PACKING = ("pack-objects", "--revs", "--stdout", "--thin", "--shallow", "--delta-base-offset", "--window=0", "--quiet")


def bundle(git: Git, commit: str, have: Sequence[str]) -> Iterator[bytes]:
    """A bundle is a few lines in front of a pack (gitformat-bundle(5)).

    It is written here because `git bundle create` packs only what a ref names, and a ref is a write.
    """
    known = _known(git, have)
    if commit in known:
        known.remove(commit)
    lines = ["# v2 git bundle", *(f"-{sha} " for sha in known), f"{commit} refs/snapshots/{commit}", ""]
    yield "".join(line + "\n" for line in lines).encode()
    yield from git.stream(*PACKING, stdin="".join([commit + "\n", *(f"^{sha}\n" for sha in known)]).encode())


def _known(git: Git, have: Sequence[str]) -> list[str]:
    """Those of the other side's commits that are ours too; at most what a pipe takes at once."""
    asked = "".join(f"{sha}\n" for sha in list(have)[:256])
    out = git.run("cat-file", "--batch-check", stdin=asked.encode()).decode()
    return [line.split()[0] for line in out.splitlines() if line.endswith(" commit") or " commit " in line]
