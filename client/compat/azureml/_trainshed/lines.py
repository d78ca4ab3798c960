"""The run's journal: the lines that the studio reads, and their reading by the script itself."""

import json
import os
from time import time

from trainshed import journal

from azureml.exceptions import UserErrorException

# The studio drops a line that is longer than a mebibyte.
LONGEST = 900 * 1024
ROWS = 1000  # of a list or a table in one line


def tell(letter, what, child=None):
    """Append one line; `child` is the id of the child run that it belongs to."""
    fact = {letter: journal.plain(what), "t": round(time(), 6)}
    if child:
        fact["r"] = child
    line = journal.encoded(fact)
    if len(line) > LONGEST:
        raise UserErrorException(
            f"What was logged takes {len(line):,} bytes, and {LONGEST:,} fit: write it to a file and keep that with run.upload_file(name, path)."
        )
    journal.write(line)


def tell_point(name, value, step, child):
    """One number of a child run; those of the run itself go through `trainshed.log`, which is faster."""
    point = {"n": name, "v": journal.plain(value), "s": step, "t": round(time(), 6), "r": child}
    journal.write(journal.encoded(point))


def tell_rows(kind, name, columns, description, child=None):
    """Rows of a list or a table, in as many lines as they need."""
    rows = max((len(values) for values in columns.values()), default=0)
    for start in range(0, rows, ROWS):
        part = {column: values[start : start + ROWS] for column, values in columns.items()}
        tell("l", {"name": name, "kind": kind, "columns": part, "description": description or ""}, child)


def told(letters, child=None, everybody=False):
    """The facts told so far whose first key is one of these letters, in order: of the run itself, of one child, or of everybody."""
    marks = tuple(('{"' + letter + '"').encode() for letter in letters)
    for line in _lines():
        if line.startswith(marks):
            fact = _parsed(line)
            if fact is not None and (everybody or fact.get("r") == child):
                yield fact


def _lines():
    try:
        with open(os.environ.get("TRAINSHED_METRICS", ""), "rb") as file:
            yield from file
    except FileNotFoundError:
        return


def _parsed(line):
    """None for a line that another process is still writing, or that is no line of ours."""
    try:
        fact = json.loads(line.decode("utf-8", "replace"))
    except ValueError:
        return None
    return fact if isinstance(fact, dict) else None
