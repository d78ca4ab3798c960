"""The Pythons that are on this target, and the one among them that a version asks for."""

from __future__ import annotations

import glob
import os
import re
import subprocess
import sys

from .failure import Failed
from .interpreter import executable
from .steps import Steps

# 3.10, 3.11.7, =3.6.2, ==3.8.*, >=3.8,<3.11, 3.8|3.9
CLAUSE = re.compile(r"(==|=|>=|<=|!=|~=|>|<)?\s*(\d+(?:\.\d+)*)(?:\.\*|\*)?")
PLACES = ("~/.pyenv/versions/*/bin/python3", "$PYENV_ROOT/versions/*/bin/python3", "/opt/python*/bin/python3", "/opt/python/*/bin/python3")
OF_UV = ("$UV_PYTHON_INSTALL_DIR/*/bin/python3", "$XDG_DATA_HOME/uv/python/*/bin/python3", "~/.local/share/uv/python/*/bin/python3")
FOLDERS = ("/usr/bin", "/usr/local/bin", "~/.local/bin")
TELL = "import sys; print('%d.%d.%d' % sys.version_info[:3])"
MISSING = (
    "Python {wanted} is not on this target; it has {there}. Ask for one of these, give the path of another, or install it there; "
    "an owner can allow a later one under Environments, Package indexes, and a studio started with UV_PYTHON_DOWNLOADS=automatic lets uv fetch it."
)


def find(steps: Steps, wanted: str | None) -> str:
    """A path; or the version as uv understands it, where uv may fetch Pythons."""
    if not wanted or "/" in wanted or not _clauses(wanted):
        return executable(wanted)
    own, there = sys.version_info[:3], interpreters()
    matching = [version for version in there if matches(version, wanted)]
    if matching:
        return there[own if own in matching else max(matching)]
    if steps.told.get("UV_PYTHON_DOWNLOADS", "never").lower() in ("automatic", "true", "1"):
        return re.sub(r"^=(?!=)", "", wanted)
    return there[_near(steps, wanted, list(there))]


def interpreters() -> dict[tuple, str]:
    """Their paths, by version."""
    found: dict[tuple, str] = {tuple(sys.version_info[:3]): sys.executable}
    for path in _candidates():
        version = _version(path)
        if version:
            found.setdefault(version, path)
    return found


def matches(version: tuple, wanted: str) -> bool:
    """Whether a version such as (3, 11, 7) is meant by `wanted`; fewer numbers mean all that begin with them, as in conda."""
    return any(all(_holds(version, *clause) for clause in clauses) for clauses in _clauses(wanted))


def _holds(version: tuple, sign: str, bound: tuple) -> bool:
    begins = version[: len(bound)] == bound
    answers = {">=": version >= bound, "<": version < bound, ">": version > bound and not begins, "<=": version < bound or begins}
    answers.update({"!=": not begins, "~=": version >= bound and version[: len(bound) - 1] == bound[:-1]})
    return answers.get(sign, begins)


def _clauses(wanted: str) -> list[list[tuple]]:
    """Alternatives of conditions that hold together; empty where this is no version."""
    alternatives = [[CLAUSE.fullmatch(each.strip()) for each in part.split(",")] for part in wanted.split("|")]
    if any(clause is None for alternative in alternatives for clause in alternative):
        return []
    return [[(each[1] or "", tuple(map(int, each[2].split(".")))) for each in alternative if each] for alternative in alternatives]


def _near(steps: Steps, wanted: str, there: list[tuple]) -> tuple:
    """Another patch of the very same minor version: what Azure ML's files name exactly is nowhere to be had years later."""
    named = [
        clauses[0][1] for clauses in _clauses(wanted) if len(clauses) == 1 and clauses[0][0] in ("", "=", "==") and len(clauses[0][1]) == 3
    ]
    near = max((version for version in there for bound in named if version[:2] == bound[:2]), default=None)
    if near is None:
        raise Failed(MISSING.format(wanted=wanted, there=_listed(there)))
    steps.job.say(f"Python {wanted.lstrip('= ')} is not on this target; {_dotted(near)}, of the same minor version, takes its place.")
    return near


def _candidates():
    for folder in dict.fromkeys([*os.get_exec_path(), *map(os.path.expanduser, FOLDERS)]):
        if not folder.endswith("/shims"):  # pyenv's stand-ins start whatever its settings say
            yield from sorted(
                path for path in glob.glob(os.path.join(glob.escape(folder), "python3*")) if re.search(r"/python3(\.\d+)?$", path)
            )
    for place in PLACES + OF_UV:
        yield from sorted(glob.glob(os.path.expandvars(os.path.expanduser(place))))


def _version(path: str) -> tuple | None:
    try:
        done = subprocess.run([path, "-I", "-S", "-c", TELL], stdin=subprocess.DEVNULL, capture_output=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = done.stdout.decode("utf-8", "replace").strip()
    return tuple(map(int, words.split("."))) if done.returncode == 0 and re.fullmatch(r"\d+\.\d+\.\d+", words) else None


def _listed(versions: list[tuple]) -> str:
    return ", ".join(map(_dotted, sorted(versions)))


def _dotted(version: tuple) -> str:
    return ".".join(map(str, version))
