"""Expected trouble with a target."""


class ComputeError(Exception):
    """A sentence for the user. `transient`: the same request may well succeed later, and nothing is known to be lost."""

    def __init__(self, sentence: str, transient: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.transient = sentence, transient


class DiskFull(ComputeError):
    """There is no room on the target for what was asked. The same succeeds once there is."""


class NotReached(ComputeError):
    """Nobody there was asked anything: the way to the target, or who we are to it, is in question. What runs there goes on, and only the
    target's owner can mend it."""


class ProgramMissing(NotReached):
    """The command's program is not on the target, or may not be run there."""


class HostKeyChanged(NotReached):
    """The machine showed another host key than the one that was pinned. `offered` is that key, as a line of a known_hosts file without
    its host: "ssh-ed25519 AAAA…", and after it the place (host:port) of the jump host, if one showed it. Nothing was said to it after that."""

    def __init__(self, sentence: str, offered: str) -> None:
        super().__init__(sentence)
        self.offered = offered
