"""Keyset pages: a page is named by a key, so it stays the same while new rows come in on top, and the last costs what the first does."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from studio.keys import key

SIZE = 50


@dataclass(frozen=True)
class Page:
    """`newer` and `older` are the parameters that lead on, such as {"before": 512}; empty at an end."""

    rows: list[Model]
    newer: dict[str, int]
    older: dict[str, int]


def page(rows: QuerySet, asked: Mapping[str, str], size: int = SIZE) -> Page:
    """The page of `rows`, newest first, that `?before=<pk>` or `?after=<pk>` asks for; the first page without. One query, two at most."""
    after = key(asked.get("after"))
    if after is not None:
        upwards = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        if len(upwards) > size:  # else there is no full page above: the first page it is
            return _page(upwards[size - 1 :: -1], newer=True, older=True)
    before = key(asked.get("before")) if after is None else None
    found = list((rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[: size + 1])
    return _page(found[:size], newer=before is not None, older=len(found) > size)


def _page(rows: list[Model], newer: bool, older: bool) -> Page:
    if not rows:
        return Page(rows, {}, {})
    return Page(rows, {"after": rows[0].pk} if newer else {}, {"before": rows[-1].pk} if older else {})
