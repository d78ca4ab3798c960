"""Who calls: the member whose API token came in `Authorization: Bearer tsd_…`. Each operation names the role it asks for."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from studio import access
from studio.models import Member, Token


class Call(HttpRequest):
    """A request that `Bearer` let through."""

    auth: Member


class Bearer(HttpBearer):
    """The operation runs with `request.auth`, a member with at least `role`; else 401 or 403."""

    def __init__(self, role: str):
        super().__init__()
        self.role = role

    def authenticate(self, request: HttpRequest, token: str) -> Member | None:
        found = Token.valid(token)
        if found is None:
            return None
        member = access.check(found.member, self.role)
        if not found.covers(self.role):
            raise PermissionDenied(
                f"The token “{found.name}” is for “{found.get_scope_display().lower()}”, and this asks for more. "
                "Make a token with a wider scope on the page “API tokens”."
            )
        return member


reader, contributor, owner = Bearer("reader"), Bearer("contributor"), Bearer("owner")
