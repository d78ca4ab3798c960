"""What a prepared environment gives to the processes that start in it."""

from __future__ import annotations

import os


class Prepared:
    """`python` is the interpreter. `variables` are those an activated environment sets; `path` the folders its programs lie in."""

    def __init__(self, python: str, variables: dict | None = None, path: tuple = ()) -> None:
        self.python = python
        self.variables = variables or {}
        self.path = tuple(path) or (os.path.dirname(python),)
