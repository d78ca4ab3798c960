"""Asking for a look into a datastore. A worker carries it out: it may take a while, and pages reach no machine themselves."""

from django.db import transaction

from runs.data.registering import checked_path
from runs.models import Datastore, DatastoreCheck
from studio import celery
from studio.models import User


def ask(store: Datastore, path: str, target, by: User | None) -> DatastoreCheck:
    """The look, not begun. ValidationError for a path that leaves the store."""
    with transaction.atomic():
        check = DatastoreCheck.ask(store, checked_path(path, store), target, by)
        transaction.on_commit(lambda: celery.ask("runs.tasks.look_into", check.pk))
    return check
