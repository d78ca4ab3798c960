"""Which git repositories may be linked, judged by their address alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from .errors import SnapshotError
from .paths import shown

HOST = r"(?P<host>[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])"
USER = r"(?:(?P<user>[A-Za-z0-9_][A-Za-z0-9_.+-]*)@)?"
WEB = re.compile(rf"(?P<protocol>https?)://{HOST}(?::\d{{1,5}})?/(?P<path>[^\s\x00-\x1f\x7f]+)", re.ASCII)
SSH = re.compile(rf"(?P<protocol>ssh)://{USER}{HOST}(?::\d{{1,5}})?/(?P<path>[^\s\x00-\x1f\x7f]+)", re.ASCII)
# A host of one letter is a drive of Windows.
SCP = re.compile(rf"{USER}(?!.:){HOST}:(?!//)(?P<path>[^\s:\x00-\x1f\x7f-][^\s\x00-\x1f\x7f]*)", re.ASCII)
# What `git check-ref-format` refuses, and a leading hyphen or plus, which mean something in front of a ref.
BAD_REF = re.compile(r"^[-+./]|[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(/|$)|[./]$|^@$")


@dataclass(frozen=True)
class Link:
    """An address that may be fetched from, by one protocol. `host` has its port, as git shows it when it asks for a password."""

    url: str
    protocol: str
    host: str = ""


@dataclass(frozen=True)
class LocalFolders:
    """The folders of the studio's machine below which sources may lie."""

    roots: tuple[Path, ...] = ()

    def checked(self, path: str | Path) -> Path:
        """The real folder behind a path, links followed."""
        real = Path(path).resolve()
        if not any(real.is_relative_to(root.resolve()) for root in self.roots):
            raise SnapshotError(f"{shown(str(path))} is not below a folder that this studio may read. {self._allowed()}")
        if not real.is_dir():
            raise SnapshotError(f"There is no folder {shown(str(path))} on the studio's machine. Correct the path and try again.")
        return real

    def _allowed(self) -> str:
        if not self.roots:
            return "No folder of its machine is opened to sources: use an https or ssh address, or upload the folder."
        return "Opened to sources: " + ", ".join(str(root) for root in self.roots) + "."


@dataclass(frozen=True)
class GitRules:
    """`allowed_protocols` knows "https", "ssh" and "http", which sends tokens unencrypted and is for trusted networks alone."""

    allowed_protocols: tuple[str, ...] = ("https", "ssh")
    folders: LocalFolders = field(default_factory=LocalFolders)

    def link(self, url: str) -> Link:
        """The link an address stands for; SnapshotError if it is not one that may be fetched from."""
        if url.startswith("/"):
            return Link(str(self.folders.checked(url)), "file")
        found = None if "::" in url.partition("/")[0] and "[" not in url else WEB.fullmatch(url) or SSH.fullmatch(url) or SCP.fullmatch(url)
        if found is None:
            raise SnapshotError(_why_refused(url))
        protocol = found.groupdict().get("protocol") or "ssh"
        if protocol not in self.allowed_protocols:
            raise SnapshotError(f"{protocol} is not allowed for git links here. Use the repository's https or ssh address.")
        port = re.match(r"[a-z]+://[^/]*?(:\d+)/", url)
        return Link(url, protocol, found["host"] + (port[1] if port else ""))


def is_repository(folder: Path) -> bool:
    """Whether git would read this folder: a working tree, or a bare repository."""
    return (folder / ".git").exists() or ((folder / "HEAD").is_file() and (folder / "objects").is_dir())


def _why_refused(url: str) -> str:
    if re.match(r"https?://[^/]*@", url):
        return "The address holds a user name or a password. Leave them out of it, and put the token into its own field."
    return (
        f"{shown(url)} is not the address of a git repository that can be linked. "
        "Use one like https://example.org/team/code.git or git@example.org:team/code.git."
    )


def checked_ref(ref: str) -> str:
    """A branch, tag or commit; empty is the repository's default branch."""
    if BAD_REF.search(ref) or len(ref.encode(errors="replace")) > 250:
        raise SnapshotError(f"{shown(ref)} cannot be the name of a branch, a tag or a commit. Correct it and try again.")
    return ref
