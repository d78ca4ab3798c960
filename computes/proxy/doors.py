"""Who is let through to which JupyterLab, and the way there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404

from computes.errors import ComputeError
from computes.instances import ready, visible
from computes.instances.tokens import token_of
from computes.models import Instance
from computes.reach import machine
from studio import access

from .paths import Place

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Refused(Exception):
    """`status` as HTTP says it, and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Way(NamedTuple):
    token: str
    open: Callable[[], Awaitable[Stream]]


def way(user, place: Place) -> Way:
    """Refused for everybody but the instance's owner, and while its JupyterLab is not there. Asks the database: in a thread."""
    if not getattr(user, "is_authenticated", False):
        raise Refused(401, "Sign in to the studio first.")
    instance = _owned(user, place)
    if not ready(instance):
        raise Refused(503, f"JupyterLab does not run on {instance} now. Open it on the instance's page in the studio.")
    try:
        there = machine(instance.host or instance.target)
    except ComputeError as trouble:
        raise Refused(502, str(trouble)) from trouble
    host, _, port = instance.address.rpartition(":")
    return Way(token_of(instance), lambda: there.open(host, int(port)))


def _owned(user, place: Place) -> Instance:
    try:
        member = access.check(access.member_of(user, place.slug), "contributor")
    except Http404 as refusal:
        raise Refused(404, "There is no such page.") from refusal
    except PermissionDenied as refusal:
        raise Refused(403, str(refusal)) from refusal
    # Its owner's alone: also the workspace's owners, who see the instance's page, look into nobody's notebooks.
    instance = visible(member).filter(target__name=place.name, target__owner=user).first()
    if instance is None:
        raise Refused(404, "There is no such page.")
    return instance


def comes_from_elsewhere(method: str, headers: dict[bytes, bytes]) -> bool:
    """Whether another site's page asks, with this browser's session. JupyterLab itself trusts whoever brings its token, which is us."""
    site = headers.get(b"sec-fetch-site", b"same-origin")
    if site not in (b"same-origin", b"none"):
        document = headers.get(b"sec-fetch-mode") == b"navigate" and headers.get(b"sec-fetch-dest") == b"document"
        return not (method in ("GET", "HEAD") and document)
    if method in ("GET", "HEAD", "OPTIONS"):
        return False
    return headers.get(b"origin", b"").partition(b"://")[2] != headers.get(b"host", b"")
