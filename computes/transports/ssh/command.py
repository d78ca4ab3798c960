"""A command as the target's shell is given it, and where its own output begins."""

from __future__ import annotations

import re
import shlex

# Whatever shell the account has, it starts this one; and what that shell's own files print is told from what the command prints by the
# mark, which also tells the command's process: it is the leader of its session (sshd's do_exec_no_pty), so all of it can be ended.
SCRIPT = r'printf "\036trainshed %s\036" "$$"; exec "$@"'
MARK = re.compile(rb"\x1etrainshed (\d+)\x1e")
NOISE = 1024 * 1024


def quoted(argv: list[str]) -> str:
    return "exec " + shlex.join(["/bin/sh", "-c", SCRIPT, "sh", *argv])


def ending(pid: int) -> str:
    """Ends a command and its descendants, save those that left its session."""
    return f"/bin/sh -c 'kill -9 -{pid} || kill -9 {pid}'"


class Beginning:
    """Takes in what arrives until the command speaks itself."""

    def __init__(self) -> None:
        self.noise, self.pid = b"", 0

    def after(self, piece: bytes) -> bytes:
        """What of this piece is the command's own."""
        if self.pid:
            return piece
        self.noise = (self.noise + piece)[-NOISE:]
        found = MARK.search(self.noise)
        if found is None:
            return b""
        own, self.pid = self.noise[found.end() :], int(found[1])
        self.noise = b""
        return own
