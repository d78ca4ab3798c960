"""Expected trouble with a target."""


class ComputeError(Exception):
    """A sentence for the user. `transient`: the same request may well succeed later, and nothing is known to be lost."""

    def __init__(self, sentence: str, transient: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.transient = sentence, transient
