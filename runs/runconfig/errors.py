from __future__ import annotations


class RunconfigError(Exception):
    """What is wrong with a run configuration, as a sentence for the user; `line` and `column` count from 1."""

    def __init__(self, sentence: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line
        self.column = column

    def __str__(self) -> str:
        if self.line is None:
            return self.sentence
        return f"Line {self.line}, column {self.column}: {self.sentence}" if self.column else f"Line {self.line}: {self.sentence}"
