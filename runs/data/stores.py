"""Making and changing datastores: the rules that hold for pages and programs alike."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from runs.data import addresses
from runs.models import Datastore
from studio.models import User, Workspace
from studio.secrets import Hidden


def make(workspace: Workspace, name: str, url: str, options: dict[str, Any], by: User | None) -> Datastore:
    """A new datastore; the first of a workspace is its default. ValidationError by field when it cannot be."""
    if workspace.datastores.filter(name=name).exists():
        raise ValidationError({"name": f"There is a datastore called {name} already. Choose another name."})
    store = Datastore(workspace=workspace, name=name, created_by=by, kind=kind_of(url))
    _put(store, url, options)
    with transaction.atomic():
        store.is_default = not workspace.datastores.filter(is_default=True).exists()
        store.full_clean(exclude=["options"])
        store.save()
    return store


def change(store: Datastore, url: str, options: dict[str, Any], forget: bool = False) -> None:
    """Another address or other credentials. Secrets that are not given stay, unless the address leads to somebody else now:
    who may edit an address must not thereby send the secret to a server of their choice."""
    before = store.secrets
    moved = addresses.where(store.url, before) != addresses.where(url, options)
    given = {name: value for name, value in options.items() if value not in (None, "", {}, [])}
    # Of a kind that the studio does not know, any option may be what leads elsewhere.
    foreign = bool(given) and store.protocol not in addresses.OPTIONS
    kept = {} if moved or foreign or forget else addresses.secrets_of(store.protocol, before)
    store.kind = kind_of(url)
    _put(store, url, {**kept, **given})
    store.full_clean(exclude=["options"])
    store.save(update_fields=["url", "kind", "options"])


def kind_of(url: str) -> str:
    return Datastore.Kind.REMOTE if "://" in url else Datastore.Kind.FOLDER


def _put(store: Datastore, url: str, options: dict[str, Any]) -> None:
    if store.kind == Datastore.Kind.FOLDER:
        store.url, store.options = _field("url", addresses.checked_folder, url), Hidden("")
        if any(options.values()):
            raise ValidationError({"options": "A folder of the targets takes no options."})
        return
    store.url = _field("url", addresses.checked_address, url)
    kept = _field("options", lambda given: addresses.checked_options(store.url, given), options)
    store.options = Hidden(json.dumps(kept) if kept else "")


def _field(name: str, check, value):
    try:
        return check(value)
    except ValidationError as trouble:
        raise ValidationError({name: trouble.messages}) from None
