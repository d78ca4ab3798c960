"""Lists in pages by key: newest first, `next` is the `before` of the page that follows, so page 2,000 costs what page 1 does."""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Schema

T = TypeVar("T")
LARGEST_KEY = 2**63 - 1


class Asked(Schema):
    """Which page: at most `limit` rows, those before the key that the last page gave as `next`."""

    before: int | None = Field(None, ge=1, le=LARGEST_KEY)
    limit: int = Field(50, ge=1, le=200)


class Page(Schema, Generic[T]):
    items: list[T]
    next: int | None = Field(None, description="The `before` of the next page; null at the end.")


def page(rows: QuerySet, asked: Asked, told: Callable) -> dict:
    """The page that is asked for, each row as `told` tells it. One query, and those that `rows` prefetches."""
    found = list((rows if asked.before is None else rows.filter(pk__lt=asked.before)).order_by("-pk")[: asked.limit + 1])
    shown = found[: asked.limit]
    return {"items": [told(row) for row in shown], "next": shown[-1].pk if len(found) > asked.limit else None}
