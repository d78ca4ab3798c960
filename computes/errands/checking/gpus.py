"""Which GPUs are there."""

from collections import Counter

from .visit import Finding, Visit, passed


def look(visit: Visit) -> Finding:
    names = Counter(gpu["name"] for gpu in visit.probe.get("gpus", []))
    return passed(", ".join(f"{count} × {name}" for name, count in names.items()) + "." if names else "None that nvidia-smi knows of.")
