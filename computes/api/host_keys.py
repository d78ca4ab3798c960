"""The host key of a compute target: which one is believed, and one that waits for somebody to confirm it."""

from ninja import Field, Router, Schema

from computes.api import errands
from computes.api.errands import ErrandFacts
from computes.api.finding import a_target
from computes.host_keys import fingerprint
from computes.models import Target
from computes.registering.addresses import place
from computes.registering.host_keys import keep_old_key, offer, pin
from studio.api.authentication import Call, owner, reader

router = Router(auth=reader, tags=["compute targets"])


class Offered(Schema):
    machine: str = Field(description="`host:port` of whoever showed it: the target itself, or a host on the way.")
    fingerprint: str
    algorithm: str


class HostKeys(Schema):
    pinned: str = Field(description="The fingerprint of the key that is believed; empty before one was confirmed.")
    offered: Offered | None = Field(description="One that was shown and that nobody confirmed: nothing runs there until somebody does.")


class Confirmation(Schema):
    fingerprint: str = Field(max_length=200, description="Of the key that is the machine's: the one that was offered, or the pinned one.")


@router.get("/targets/{name}/host-key", response=HostKeys, summary="The host key of a compute target")
def host_key(request: Call, name: str):
    target = a_target(request, name)
    return {"pinned": fingerprint(target.host_key) if target.host_key else "", "offered": _offered(target)}


@router.put("/targets/{name}/host-key", response=ErrandFacts, auth=owner, summary="Say which host key is the machine's; the check goes on")
def confirm(request: Call, name: str, wanted: Confirmation):
    target, user = a_target(request, name), request.auth.user
    stays = target.host_key and wanted.fingerprint == fingerprint(target.host_key)
    return errands.told(keep_old_key(target, user) if stays else pin(target, user, wanted.fingerprint))


def _offered(target: Target) -> dict | None:
    shown = offer(target)
    if shown is None:
        return None
    machine = place(shown.hop or {"host": target.options.get("host", target.name), "port": target.options.get("port", 22)})
    return {"machine": machine, "fingerprint": shown.fingerprint, "algorithm": shown.algorithm}
