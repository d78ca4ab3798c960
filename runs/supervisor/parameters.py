"""The parameters that a script logged (`trainshed.log_params`), from metrics.jsonl into the run's row."""

import orjson

from runs.models import Run

MARK = b'{"p"'  # how the client begins such a line; points are not looked at twice for it
MOST = 1_000  # parameters of one run; more are left in the file


def store(run: Run, lines: bytes) -> None:
    """Inside the transaction that moves the cursor. A name said again replaces its value."""
    found = parse(lines)
    if not found:
        return
    kept = Run.objects.values_list("parameters", flat=True).get(pk=run.pk)
    merged = dict(list({**kept, **found}.items())[:MOST])
    Run.objects.filter(pk=run.pk).update(parameters=merged)


def parse(lines: bytes) -> dict:
    """Parameters by name, the last of each. Lines that are none are passed over."""
    if MARK not in lines:
        return {}
    found: dict = {}
    for line in lines.split(b"\n"):
        if line.startswith(MARK):
            found.update(_of(line))
    return found


def _of(line: bytes) -> dict:
    # PostgreSQL keeps no NUL, in JSON neither.
    try:
        fact = orjson.loads(line.replace(rb"\u0000", rb"\ufffd"))
    except orjson.JSONDecodeError:
        return {}
    given = fact.get("p") if isinstance(fact, dict) else None
    return {name[:250]: value for name, value in given.items()} if isinstance(given, dict) else {}
