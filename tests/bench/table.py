"""The rows of `make bench`: one line for people, one of JSON for a program that keeps them."""

from __future__ import annotations

import json
import re

NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")


def row(what: str, measured: str, reach: str, peer: str | None = None) -> bool:
    """Print `what` was `measured`, against the `reach` aimed at ("≤ 0.3 s", "≥ 50 MB/s") and a `peer` doing the same ("rsync 0.9 s").

    Measured, reach and peer are in one unit, each with one number that counts: its first, or the first after the peer's name.
    Gives whether the reach was met.
    """
    ratio = _ratio(measured, peer, reach) if peer else None
    met = _meets(measured, reach)
    mark = "met " if met else "MISS"
    beside = f"  {peer} (× {ratio:.1f})" if peer and ratio else f"  {peer}" if peer else ""
    print(f"{mark}  {what:<72.72}  {measured:>16}  {reach:>12}{beside}")
    print(json.dumps({"what": what, "measured": measured, "reach": reach, "met": met, "peer": peer, "ratio": ratio}, ensure_ascii=False))
    return met


def _meets(measured: str, reach: str) -> bool:
    value, bound = _number(measured), _number(reach)
    return value >= bound if "≥" in reach else value <= bound


def _ratio(measured: str, peer: str, reach: str) -> float | None:
    mine, other = _number(measured), _number(peer.partition(" ")[2] or peer)
    low, high = (other, mine) if "≥" in reach else (mine, other)
    return round(high / low, 2) if low else None


def _number(text: str) -> float:
    found = NUMBER.search(text)
    if not found:
        raise ValueError(f"{text!r} holds no number")
    return float(found.group().replace(",", ""))
