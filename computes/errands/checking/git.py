"""With git there only what changed of the code travels."""

from .visit import Finding, Visit, passed, warning


def look(visit: Visit) -> Finding:
    if version := visit.probe.get("git"):
        return passed(f"git {version}.")
    return warning("There is no git: each run’s code is sent whole.", "Install git there, if sources are large. Runs work without it.")
