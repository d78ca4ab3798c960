"""Which GPUs of a machine somebody else uses. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# A GPU that others used counts as theirs until it was not seen in use for so long: between two steps of a notebook it is idle too.
QUIET_SECONDS = 30.0


def in_use(before: Mapping[str, float], gpus: Iterable[Mapping[str, Any]], now: float) -> dict[str, float]:
    """{index: when it was last seen in use by processes that are no jobs of ours}, after a look at `now` (unix seconds).

    What is in it counts as taken until the next look; only looks let go of it, so silence frees nothing."""
    recent = {index: at for index, at in before.items() if now - at < QUIET_SECONDS}
    return recent | {str(gpu["index"]): now for gpu in gpus if any(not process.get("job") for process in gpu.get("processes", ()))}
