"""Who calls: the member whose API token came in `Authorization: Bearer tsd_…`. Each operation names the role it asks for."""

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
        member = Token.holder(token)
        return access.check(member, self.role) if member else None


reader, contributor, owner = Bearer("reader"), Bearer("contributor"), Bearer("owner")
