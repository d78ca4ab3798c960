from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

M = TypeVar("M", bound=Model)


def one(rows: "QuerySet[M]", what: str) -> M:
    """The one row, or Http404 with a sentence. Callers pass rows of their workspace alone: elsewhere and nowhere are told the same."""
    found = rows.first()
    if found is None:
        raise Http404(f"There is no {what} in this workspace.")
    return found
