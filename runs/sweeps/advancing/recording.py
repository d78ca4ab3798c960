"""What HyperDrive logged of a sweep: a line for each thing that it does, and a table of the best trial so far."""

from django.utils import timezone

from runs import logs
from runs.models import Record, RecordRows, Run, Stream, Sweep, Trial
from runs.sweeps.values import Objective

LOG, TABLE = "hyperdrive.log", "best_child_by_primary_metric"
COLUMNS = ["metric_name", "timestamp", "run_id", "metric_value", "final"]


def say(run: Run, component: str, *messages: str) -> None:
    """Lines of the sweep's log, inside the transaction: written twice they stand at the same place."""
    if not messages:
        return
    stream = Stream.objects.get_or_create(run=run, name=LOG)[0]
    stream.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = timezone.now().replace(tzinfo=None).isoformat()
    lines = "".join(f'"<START>[{now}][{component}][INFO]{message}<END>"\n' for message in messages).encode()
    counted = logs.write(stream.path, stream.offset, stream.lines, lines)
    size = stream.offset + len(lines)
    Stream.objects.filter(pk=stream.pk).update(offset=size, size=size, lines=counted)
    run.ring()


def best(sweep: Sweep, objective: Objective, trial: Trial, final: bool = False) -> None:
    """A row of the table, inside the transaction."""
    record, _ = Record.objects.get_or_create(run=sweep.run, name=TABLE, kind=Record.Kind.TABLE, defaults={"columns": COLUMNS})
    row = [objective.metric, timezone.now().isoformat(), trial.run.key if trial.run else "", trial.score, final]
    RecordRows.objects.create(record=record, start=record.count, count=1, rows=[row])
    Record.objects.filter(pk=record.pk).update(count=record.count + 1, revision=record.revision + 1)
