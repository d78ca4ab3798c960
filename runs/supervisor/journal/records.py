"""Tables, lists, words, images and the data of charts, into the rows that pages read."""

from collections.abc import Iterator
from itertools import chain, islice, repeat

from runs.models import Record, RecordRows, Run

from . import shapes
from .lines import text
from .notices import Notices

NAMES = 500  # different records of one run
ROWS = 1_000_000  # of one record, as in Azure ML
CELLS = 10_000_000  # of one record: a line may name a hundred columns and fill one
COLUMNS = 100
CHUNK_CELLS = 50_000  # of one row of the database: none that weighs on a memory
CELL = 1_000  # characters
LONGEST_NAME, LONGEST_DESCRIPTION = 250, 1_000
GROWING = (Record.Kind.TABLE, Record.Kind.LIST, Record.Kind.TEXT)  # compared, not hashed: a script may write a list there
IMAGE_COLUMNS = ["path", "time", "description"]


class Records:
    """The records of one run. What is added is in memory until `store`, so many lines of one batch are one row of the database."""

    def __init__(self, run: Run, notices: Notices):
        self.run, self.notices = run, notices
        self.known = {(record.kind, record.name): record for record in Record.objects.filter(run=run).defer("value")}
        self.added: dict[tuple[str, str], list[list]] = {}
        self.values: dict[tuple[str, str], dict] = {}

    def grow(self, told: dict) -> None:
        """Rows of a table, a list or words."""
        columns = told.get("columns")
        if told.get("kind") not in GROWING or not isinstance(columns, dict) or not columns:
            return
        if record := self._record(told["kind"], told):
            self._add(record, {text(name, LONGEST_NAME): _cells(value) for name, value in columns.items()})

    def picture(self, told: dict, at) -> None:
        if isinstance(told.get("path"), str) and (record := self._record(Record.Kind.IMAGE, told)):
            seconds = at.timestamp() if at else None
            cells = [text(told["path"], CELL), seconds, text(told.get("description"), LONGEST_DESCRIPTION)]
            self._add(record, {name: [cell] for name, cell in zip(IMAGE_COLUMNS, cells, strict=True)})

    def replace(self, told: dict) -> None:
        """The data of a chart: what is logged last under a name counts."""
        kind, value = str(told.get("kind")), told.get("value")
        kept = shapes.value_of(kind, value) if isinstance(value, dict) else None
        if kept is None:
            name = text(told.get("name"), 100)
            return self.notices.say(f"shape:{kind[:20]}:{name}", f"{name} has not the shape of a {kind[:20]}, so it is not shown.")
        if record := self._record(kind, told):
            self.values[record.kind, record.name] = kept
            record.count += 1
        return None

    def store(self, revision: int) -> None:
        """Inside the transaction that moves the cursor."""
        for key in self.added.keys() | self.values.keys():
            record = self.known[key]
            record.revision = revision
            fields = {name: getattr(record, name) for name in ("count", "columns", "description", "revision")}
            value = {"value": self.values[key]} if key in self.values else {}
            Record.objects.filter(pk=record.pk).update(**fields, **value)
            RecordRows.objects.bulk_create(_chunks(record, self.added.get(key, [])))
        self.added, self.values = {}, {}

    def _record(self, kind: str, told: dict) -> Record | None:
        name = text(told.get("name"), LONGEST_NAME)
        record = self.known.get((kind, name))
        if record is None:
            if not name or len(self.known) >= NAMES:
                self.notices.say("names", f"More than {NAMES} tables, charts and images: further ones are left in metrics.jsonl.")
                return None
            record = self.known[kind, name] = Record.objects.get_or_create(run=self.run, kind=kind, name=name)[0]
        record.description = text(told.get("description"), LONGEST_DESCRIPTION) or record.description
        return record

    def _add(self, record: Record, columns: dict[str, list]) -> None:
        new = [name for name in columns if name not in record.columns]
        if room := COLUMNS - len(record.columns):
            record.columns = record.columns + new[:room]
        if len(new) > room:
            self.notices.say(f"columns:{record.name}", f"{record.name} has more than {COLUMNS} columns: further ones are left out.")
        most = min(ROWS, CELLS // max(1, len(record.columns)))
        rows = list(islice(_rows(record.columns, columns), max(0, most - record.count)))
        if len(rows) < _length(columns):
            self.notices.say(f"rows:{record.name}", f"{record.name} has {most:,} rows: further ones are left in metrics.jsonl.")
        record.count += len(rows)
        self.added.setdefault((record.kind, record.name), []).extend(rows)


def compact(run: Run) -> None:
    """What came in thousands of pieces is joined to few, which are read much faster."""
    for record in Record.objects.filter(run=run).defer("value"):
        parts: list[RecordRows] = []
        held = 0
        for part in list(record.chunks.order_by("start").defer("rows")):
            if held + part.count > _fitting(record):
                _join(parts)
                parts, held = [], 0
            parts.append(part)
            held += part.count
        _join(parts)


def _fitting(record: Record) -> int:
    """How many rows of it one row of the database holds."""
    return max(1, CHUNK_CELLS // max(1, len(record.columns)))


def _join(parts: list[RecordRows]) -> None:
    if len(parts) > 1:
        whole = RecordRows.objects.filter(pk__in=[part.pk for part in parts]).order_by("start")
        rows = [row for part in whole for row in part.rows]
        RecordRows.objects.filter(pk__in=[part.pk for part in parts[1:]]).delete()
        RecordRows.objects.filter(pk=parts[0].pk).update(rows=rows, count=len(rows))


def _chunks(record: Record, rows: list[list]) -> list[RecordRows]:
    first, most = record.count - len(rows), _fitting(record)
    pieces = [(at, rows[at : at + most]) for at in range(0, len(rows), most)]
    return [RecordRows(record=record, start=first + at, count=len(piece), rows=piece) for at, piece in pieces]


def _rows(order: list[str], columns: dict[str, list]) -> Iterator[list]:
    """Row by row; a single value beside a column stands in each of its rows, as Azure ML has it. Empty cells at the end are not kept."""
    full = [_filled(columns.get(name, [])) for name in order]
    return (_trimmed(list(row)) for row in islice(zip(*full, strict=False), _length(columns)))


def _filled(cells: list) -> Iterator:
    """Endless, for the longest column says where the rows end: never a list of what is not there."""
    return repeat(cells[0]) if len(cells) == 1 else chain(cells, repeat(None))


def _trimmed(row: list) -> list:
    while row and row[-1] is None:
        row.pop()
    return row


def _length(columns: dict[str, list]) -> int:
    return max(map(len, columns.values()))


def _cells(value) -> list:
    return [_cell(each) for each in (value if isinstance(value, list) else [value])]


def _cell(value):
    return value if value is None or isinstance(value, (bool, int, float)) else text(value, CELL)
