"""Bringing in a linked repository's files. Asked for on a page, carried out by a worker: git may take minutes."""

from django.db import transaction

from runs import sourcing
from runs.models import Fetch, Source
from runs.snapshots.errors import SnapshotError
from studio import celery
from studio.models import User


def ask(source: Source, ref: str = "", by: User | None = None) -> Fetch:
    """Ask for the files of `ref` (a branch, tag or commit; the source's own when empty). The same wish twice at once is one."""
    ref = ref or source.git_ref
    with transaction.atomic():
        waiting = source.fetches.filter(ref=ref, started=None, ended=None).first()
        fetch = waiting or Fetch.objects.create(source=source, ref=ref, asked_by=by)
        transaction.on_commit(lambda: celery.ask("runs.tasks.fetch", fetch.pk))
    return fetch


def carry_out(pk: int) -> None:
    """Fetch, unless another worker does or did. Safe to call again at any time."""
    fetch = Fetch.objects.select_related("source", "asked_by").get(pk=pk)
    if not fetch.begin():
        return
    snapshot, trouble = None, "The studio stumbled over it; its log tells where. Fetch again, or tell whoever runs the studio."
    try:
        snapshot, trouble = sourcing.take_git(fetch.source, fetch.ref, fetch.asked_by), ""
    except SnapshotError as refusal:
        trouble = str(refusal)
    finally:
        fetch.end(snapshot, trouble)


def left_over() -> list[int]:
    """Fetches that nobody is at: their message was lost, or their worker was ended."""
    return list(Fetch.open().values_list("pk", flat=True)[:20])
