"""What a script logged besides numbers, as pages and programs read it: windows of rows, columns, the data of charts, images."""

import csv as csv_file
import io
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from runs import chart_data, previews
from runs.models import Output, Record, RecordRows, Run

CELLS_TOLD = 50_000  # of one record in one message: beyond that a browser is shown the newest rows
CELLS_OF_ALL = 400_000  # of all records in one message
CELLS_READ = 200_000  # at a time, for a file
VALUES = (Record.Kind.CONFUSION_MATRIX, Record.Kind.ACCURACY_TABLE, Record.Kind.RESIDUALS, Record.Kind.PREDICTIONS)


def rows(record: Record, first: int, count: int) -> list[list]:
    """Rows `first` (from 0) and on, at most `count`, each with a cell for every column."""
    begin = record.chunks.filter(start__lte=first).order_by("-start").values_list("start", flat=True).first()
    chunks = record.chunks.filter(start__gte=begin or 0, start__lt=first + count).order_by("start")
    found = [row for chunk in chunks for row in _part(chunk, first, first + count)]
    return _padded(found, len(record.columns))


def _part(chunk: RecordRows, first: int, last: int) -> list[list]:
    return chunk.rows[max(0, first - chunk.start) : max(0, last - chunk.start)]


def columns(record: Record) -> dict[str, list]:
    """A table by its columns, as Azure ML gives it back."""
    whole = [row for piece in pieces(record) for row in piece]
    return {name: [row[place] for row in whole] for place, name in enumerate(record.columns)}


def pieces(record: Record) -> Iterator[list[list]]:
    """All rows, some thousands at a time."""
    size = max(1, CELLS_READ // max(1, len(record.columns)))
    for first in range(0, record.count, size):
        yield rows(record, first, size)


def csv(record: Record) -> Iterator[bytes]:
    """A line for each row. A spreadsheet would run a cell that begins like a formula, so such words get an apostrophe."""
    if record.value is not None:
        columns, rows = chart_data.table(record)
        yield _lines([columns, *rows])
        return
    yield _lines([record.columns])
    for piece in pieces(record):
        yield _lines(piece)


def _lines(cells: list[list]) -> bytes:
    text = io.StringIO()
    csv_file.writer(text).writerows([[_harmless(cell) for cell in row] for row in cells])
    return text.getvalue().encode()


def _harmless(cell):
    odd = isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell not in ("", "-Infinity")
    return f"'{cell}" if odd else cell


def told_whole(record: Record) -> Any:
    """What `get_metrics()` of Azure ML gives for it: a list, a dict of columns (of single values where it has one row), the data."""
    if record.kind in VALUES:
        return record.value
    if record.kind == Record.Kind.TABLE:
        found = columns(record)
        return {name: cells[0] for name, cells in found.items()} if record.count == 1 else found
    first = [row[0] for piece in pieces(record) for row in piece]
    return first[0] if len(first) == 1 and record.kind != Record.Kind.LIST else first


def since(run: Run, cursor: int, have: dict[int, int]) -> tuple[int, list[dict]]:
    """What changed after the revision `cursor`: the new cursor, and each record with the rows that are not in `have`.

    `have` counts the rows known of each record by its pk, and is moved on."""
    found = list(run.records.filter(revision__gt=cursor).order_by("revision", "pk"))
    return max([cursor, *(record.revision for record in found)]), _told(run, found, have)


def pictures(run: Run) -> list[dict]:
    """Every image with what is known of its file now: files come when the run is over."""
    return _told(run, list(run.records.filter(kind=Record.Kind.IMAGE)), {})


def _told(run: Run, found: list[Record], have: dict[int, int]) -> list[dict]:
    room = CELLS_OF_ALL
    told = []
    for record in found:
        start = _start(record, have, room)
        room -= (record.count - start) * len(record.columns)
        told.append({**_facts(record), "start": start, "rows": []})
    whole = _whole_rows([record for record, each in zip(found, told, strict=True) if each["start"] == 0])
    there = _files(run, found)
    for record, each in zip(found, told, strict=True):
        if record.kind in VALUES:
            continue
        each["rows"] = rows(record, each["start"], record.count - each["start"]) if each["start"] else whole.get(record.pk, [])
        have[record.pk] = each["start"] + len(each["rows"])
        if record.kind == Record.Kind.IMAGE:
            each["rows"] = [[*row, there.get(row[0], "")] for row in each["rows"]]
    return told


def _facts(record: Record) -> dict:
    facts = ("name", "kind", "description", "columns", "count", "value")
    return {"id": record.pk, **{name: getattr(record, name) for name in facts}}


def _start(record: Record, have: dict[int, int], room: int) -> int:
    """Where a browser goes on; where it is far behind, the newest rows alone. A message has `room` for so many cells more."""
    most = max(20, min(CELLS_TOLD, room) // max(1, len(record.columns)))
    return max(have.get(record.pk, 0), record.count - most, 0)


def _whole_rows(found: list[Record]) -> dict[int, list[list]]:
    """Every row of these records, in one query: a page may hold hundreds of small ones."""
    width = {record.pk: len(record.columns) for record in found}
    held: dict[int, list[list]] = {}
    for chunk in RecordRows.objects.filter(record__in=found).order_by("record", "start"):
        held.setdefault(chunk.record_id, []).extend(_padded(chunk.rows, width[chunk.record_id]))
    return held


def _padded(rows: list[list], width: int) -> list[list]:
    return [row + [None] * (width - len(row)) for row in rows]


def _files(run: Run, found: list[Record]) -> dict[str, str]:
    """What of each file that is here a page may do: draw it as a `picture`, or offer the `file`."""
    if not any(record.kind == Record.Kind.IMAGE for record in found):
        return {}
    return {path: "picture" if previews.image_type(path) else "file" for path in files(run).values_list("path", flat=True)}


def files(run: Run) -> QuerySet[Output]:
    """The files that a run's images and models are among: a child's are those of the run that it lives in."""
    return Output.objects.filter(run=root(run))


def root(run: Run) -> Run:
    """The run with a job, whose script a child lives in."""
    while run.purpose == Run.Purpose.CHILD and run.parent is not None:
        run = run.parent
    return run
