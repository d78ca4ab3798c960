class SnapshotError(Exception):
    """One sentence for the person who asked: what happened, to what, and what to do next."""


class GitError(SnapshotError):
    """git itself failed; `output` holds the end of what it wrote to standard error, for the log."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output
