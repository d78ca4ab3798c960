"""The one exception for expected trouble on a target."""


class Refused(Exception):
    """What happened, to what, and what to do next, in one sentence. The agent exits 3 with it as {"error": sentence, "full": bool}.

    `full`: there was no room on the disk, so the same may well succeed later."""

    def __init__(self, sentence: str, full: bool = False) -> None:
        super().__init__(sentence)
        self.full = full
