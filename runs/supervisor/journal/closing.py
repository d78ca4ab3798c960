"""What a run's end does with what its script logged."""

from django.db.models import Max
from django.utils import timezone

from runs.models import Event, Model, Output, Run
from runs.supervisor import builds, points
from studio.models import Workspace

from . import children, records
from .notices import Notices
from .sayings import ERROR, MODEL


def failure(run: Run) -> str:
    """What the script said last with `run.fail()`; empty where it never did."""
    told = run.events.filter(kind=ERROR).last()
    return told.text if told else ""


def abandon(run: Run) -> None:
    """Inside the transaction that ends a run whose files never come: its children have no script any more either."""
    children.end_with(run)
    builds.over(run)


def close(run: Run) -> None:
    """Inside the transaction that ends the run, so once."""
    children.end_with(run)
    for each in [run, *children.family(run)]:
        points.compact(each)
        records.compact(each)
        for told in each.events.filter(kind=MODEL):
            _register(run, each, told)


def _register(run: Run, maker: Run, told: Event) -> None:
    """A model, under the next number of its name. Its files are those of the whole run, which its children share."""
    path = told.data["path"].strip("/")
    path = path.removeprefix("./")
    files = Output.objects.filter(run=run)
    if not (files.filter(path=path).exists() or files.filter(path__startswith=f"{path}/").exists()):
        where = f"The model {told.data['name']} was not registered: the run left no file {path}."
        return Notices(maker).say(f"model:{path}", f"{where} Write it below outputs/, or upload it first.")
    # A lock where the database has any; SQLite has one writer at a time.
    Workspace.objects.select_for_update(no_key=True).get(pk=run.workspace_id)
    named = Model.objects.filter(workspace=run.workspace_id, name=told.data["name"])
    number = (named.aggregate(last=Max("number"))["last"] or 0) + 1
    fields = {name: told.data[name] for name in ("name", "description", "framework", "framework_version", "tags", "properties")}
    Model.objects.create(workspace_id=run.workspace_id, run=maker, number=number, path=path, created=timezone.now(), **fields)
    return None
