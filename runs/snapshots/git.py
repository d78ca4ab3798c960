"""The system's git, started with lists, in an environment of our own making."""

from __future__ import annotations

import contextlib
import copy
import os
import resource
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from .errors import GitError

CONFIGURATION = Path(__file__).with_name("gitconfig")
# Where programs and certificates are, and how this network is left: nothing else of ours reaches git.
PASSED = (
    "PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO",
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
)  # fmt: skip
CHUNK = 1024 * 1024


def environment(**more: str) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in PASSED if name in os.environ},
        "LC_ALL": "C.UTF-8",
        "HOME": "/nonexistent",  # no .netrc, no .ssh, no .gitconfig
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(CONFIGURATION),
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",  # a partial clone's own settings would say by which program
        "GIT_ALLOW_PROTOCOL": "none",  # a fetch names the one protocol that it needs
        **more,
    }


class Git:
    """git on one repository. `more` are environment variables for every command."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder, self.variables = folder, environment(**more)
        self.where = [f"--git-dir={folder}"]

    def at(self, folder: Path, cwd: Path | None = None) -> Git:
        """The same with `folder` as its work tree, started in `cwd` below it."""
        other = copy.copy(self)
        other.where = ["-C", str(cwd or folder), *self.where, f"--work-tree={folder}"]
        return other

    def run(self, *arguments: str, stdin: bytes = b"", timeout: float = 300, largest: int | None = None) -> bytes:
        """What it wrote to standard output; GitError if it failed, took longer, or began a file of more than `largest` bytes."""
        child = self.start(*arguments)
        if largest is not None:
            resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (largest, largest))
        try:
            out, err = child.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired:
            end(child)
            raise GitError(f"git {arguments[0]} took longer than {timeout:g} seconds and was ended. Try again.") from None
        check(child, arguments, err)
        return out

    def ask(self, *arguments: str, stdin: bytes = b"") -> bytes | None:
        """What it wrote, or None where git says no."""
        try:
            return self.run(*arguments, stdin=stdin)
        except GitError:
            return None

    def stream(self, *arguments: str, stdin: bytes = b"") -> Iterator[bytes]:
        """Its output as it comes. For commands that read all of `stdin` first. Leaving the iterator early ends git."""
        child = self.start(*arguments)
        pipe_in, pipe_out, _ = pipes(child)
        try:
            with contextlib.suppress(BrokenPipeError):
                pipe_in.write(stdin)
                pipe_in.close()
            while chunk := pipe_out.read(CHUNK):
                yield chunk
            finish(child, arguments)
        finally:
            end(child)

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                ["git", *self.where, *arguments], env=self.variables, start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
            )  # fmt: skip
        except FileNotFoundError:
            raise GitError("git is not installed on the studio's machine. Install git 2.34 or later.") from None


def pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    assert child.stdin and child.stdout and child.stderr
    return child.stdin, child.stdout, child.stderr


def finish(child: subprocess.Popen[bytes], arguments: Sequence[str]) -> None:
    """End its input and wait; GitError says why where it failed. For commands that print next to nothing any more."""
    pipe_in, _, pipe_err = pipes(child)
    with contextlib.suppress(BrokenPipeError):
        pipe_in.close()
    err = pipe_err.read()
    child.wait()
    check(child, arguments, err)


def end(child: subprocess.Popen[bytes]) -> None:
    """End git and all it started; harmless on a child that has ended."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    for pipe in pipes(child):
        with contextlib.suppress(OSError):
            pipe.close()


def check(child: subprocess.Popen[bytes], arguments: Sequence[str], err: bytes) -> None:
    if child.returncode:
        said = err.decode(errors="replace").strip()
        last = said.splitlines()[-1] if said else f"exit code {child.returncode}"
        raise GitError(f"git {arguments[0]} failed: {last}", said[-4000:])
