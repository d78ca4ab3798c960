"""Registering data sets: the rules that hold for pages and programs alike."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from runs.data.resolving import DATASET_NAME, within
from runs.data.trouble import Trouble
from runs.models import Dataset, Datastore
from studio.models import User, Workspace


def register(
    workspace: Workspace,
    by: User | None,
    name: str,
    datastore: str | None,
    path: str,
    kind: str,
    description: str = "",
    tags: dict | None = None,
) -> Dataset:
    """The next version of this name, or the newest where it says the same already. ValidationError by field."""
    store = store_of(workspace, datastore)
    about = {"kind": kind, "description": description.strip(), "tags": tags or {}}
    return Dataset.register(store, checked_name(name), checked_path(path, store), by, **about)


def checked_name(name: str) -> str:
    if not DATASET_NAME.fullmatch(name.strip()):
        raise ValidationError({"name": "A data set's name has letters, digits, spaces, '_', '-' and '.', at most 250 of them."})
    return name.strip()


def checked_path(path: str, store: Datastore) -> str:
    try:
        return within(store, path)
    except Trouble as trouble:
        raise ValidationError({"path": f"{str(trouble)[:1].upper()}{str(trouble)[1:]}"}) from None


def store_of(workspace: Workspace, name: str | None) -> Datastore:
    found = workspace.datastores.filter(name=name) if name else workspace.datastores.filter(is_default=True)
    if store := found.first():
        return store
    raise ValidationError({"datastore": f"There is no datastore called {name}." if name else "Name a datastore: there is no default one."})
