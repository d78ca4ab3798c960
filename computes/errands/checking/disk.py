"""Is there room for environments, code and outputs?"""

from .visit import Finding, Visit, failed, passed, warning

LEAST, COMFORTABLE = 200 * 10**6, 5 * 10**9
FREE_SOME = "Free some there, or edit the target and choose a folder on a larger disk."


def look(visit: Visit) -> Finding:
    free, total = visit.folder["free"], visit.folder["total"]
    words = f"{_gigabytes(free)} free of {_gigabytes(total)}."
    if free < LEAST:
        return failed(words, FREE_SOME)
    if free < COMFORTABLE:
        return warning(words, f"A single environment with a framework takes several GB. {FREE_SOME}")
    return passed(words)


def _gigabytes(count: int) -> str:
    return f"{count / 10**9:.1f} GB"
