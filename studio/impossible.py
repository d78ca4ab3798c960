"""What no database keeps, in an address or a form: the sender's mistake, not an error of the studio's own."""

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import bad_request


class Impossible(MiddlewareMixin):
    """A NUL character, a number beyond all bounds: PostgreSQL refuses the first, SQLite the second. The API has its own words for it."""

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        return bad_request(request, trouble) if isinstance(trouble, (DataError, OverflowError)) else None
