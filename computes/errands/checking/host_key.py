"""Is it the machine that it was? A key that nobody has confirmed yet waits for a person; another than the confirmed one stops all."""

from computes.errors import HostKeyChanged
from computes.host_keys import fingerprint
from computes.models import Target
from computes.registering.addresses import place

from .visit import Finding, Visit, failed, passed

COMPARE = "Compare the fingerprint with the machine’s own; if they are the same, confirm it."
CHANGED = "Find out why before you confirm the new key: the machine was set up anew, or somebody stands between it and the studio."


def look(visit: Visit, number: int) -> Finding:
    hop, shown = visit.hops[number], visit.shown[number]
    if visit.target.other_host_key:
        return failed(f"It showed {fingerprint(visit.target.other_host_key)}, another key than the one that was confirmed.", CHANGED)
    if not hop.get("host_key"):
        visit.offer = {"line": _line(visit, number), "place": place(hop), "fingerprint": fingerprint(shown), "key": shown}
        return Finding("waiting", f"It shows {fingerprint(shown)}, which nobody has confirmed yet.", COMPARE)
    if _same_type(hop["host_key"], shown) and hop["host_key"].split()[:2] != shown.split()[:2]:
        return changed(
            visit.target, HostKeyChanged(f"{place(hop)} shows another host key than the one that was confirmed.", _line(visit, number))
        )
    # A key of another type proves nothing either way: at the sign-in the machine must show the confirmed one.
    return passed(f"{fingerprint(hop['host_key'])}, as it was confirmed.")


def changed(target: Target, alarm: HostKeyChanged) -> Finding:
    """The alarm: nothing more is said to the machine until an owner has decided."""
    target.silent(alarm)
    return failed(f"It shows {fingerprint(alarm.offered)}, another key than the one that was confirmed.", CHANGED)


def _line(visit: Visit, number: int) -> str:
    """The key's line; that of a jump host ends with its place."""
    last = number == len(visit.hops) - 1
    return visit.shown[number] if last else f"{visit.shown[number]} {place(visit.hops[number])}"


def _same_type(one: str, other: str) -> bool:
    return one.split()[0] == other.split()[0]
