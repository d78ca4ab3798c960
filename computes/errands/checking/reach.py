"""Is a machine there, and does it speak SSH? Nothing is said to it yet but hello; the hosts before it on the way are signed in to."""

import time
from typing import Any

from computes.registering.addresses import place

from .visit import Finding, Visit, passed


def look(visit: Visit, number: int) -> Finding:
    from computes.transports.ssh import host_key_of  # costs a second and 20 MB, which only a check of an SSH machine need pay

    began = time.monotonic()
    visit.shown[number] = host_key_of(_way(visit, number))
    return passed(f"{place(visit.hops[number])} answered in {(time.monotonic() - began) * 1000:.0f} ms.")


def _way(visit: Visit, number: int) -> dict[str, Any]:
    """The options that lead to this hop and no further."""
    hop = visit.hops[number]
    known = {**visit.target.options, **visit.target.secrets}
    return {**known, "user": hop.get("user", known["user"]), "host": hop["host"], "port": hop["port"], "jump": visit.hops[:number]}
