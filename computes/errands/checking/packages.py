"""Can environments be built there: is there a package index that the machine reaches?"""

from .visit import PATIENCE, Finding, Visit, passed, warning

WITHOUT = (
    "Environments with packages cannot be built there until it does. Open the way to it, name a mirror in ~/.config/pip/pip.conf there, "
    "or use environments that are on the machine already."
)


def look(visit: Visit) -> Finding:
    found = visit.workdir.call("index", {"wait": PATIENCE / 3})
    if found["error"]:
        return warning(f"The package index {found['index']} does not answer there: {found['error']}.", WITHOUT)
    return passed(f"{found['index']} answers.")
