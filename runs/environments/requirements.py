"""Lines of pip requirements: which are options, which name files, which need the run's own code."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from posixpath import normpath

from runs.runconfig.conda import is_azureml, package

DEPTH = 10  # of requirement files that name others
VERSION_CONTROL = re.compile(r"(git|hg|svn|bzr)\+")
# pip knows them, uv does not: each with what is said in the setup log.
DROPPED = {"--prefer-binary": "uv prefers wheels by itself", "--use-feature": "uv has no such features"}


NOT_INSTALLED = "{name} is not installed: the run gets Trainshed's own azureml module."


class RequirementsError(ValueError):
    """A sentence for the person who wrote the lines."""


@dataclass
class Requirements:
    """`lines` for the shared environment; `local` ones need the run's code; `files` (constraints) are written beside them."""

    lines: list[str] = field(default_factory=list)
    local: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    inlined: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def read_lines(text: str) -> list[str]:
    """The lines of a requirements file: continued ones joined, comments and empty ones left out."""
    joined = re.sub(r"\\\r?\n", " ", text)
    bare = (re.sub(r"(^|\s)#.*$", "", line).strip() for line in joined.splitlines())
    return [line for line in bare if line]


def inline(lines: list[str], read: Callable[[str], str | None], beside: str = "") -> Requirements:
    """With every `-r` file in place of its line, and every `-c` file among `files`. `beside`: the folder of the file they stand in.

    RequirementsError where one of them is not there."""
    found = Requirements()
    _inline(lines, cache(read), beside, found, 0)
    return found


def _inline(lines: list[str], read: Callable, beside: str, found: Requirements, depth: int) -> None:
    if depth > DEPTH:
        raise RequirementsError(f"The requirement files name each other more than {DEPTH} deep. Do they name themselves? Break the circle.")
    for line in lines:
        option, value = option_of(line)
        if option == "-r" and not _is_address(value):
            path, text = _named(value, read, beside, line)
            known = normpath(path)
            if known not in found.inlined:  # named twice it says nothing new, and ten files that do so would be read a million times
                _inline(read_lines(text), read, str(PurePosixPath(path).parent), found, depth + 1)
                found.inlined.add(known)
        elif option == "-c" and not _is_address(value):
            found.lines.append(f"-c {_constraints(value, read, beside, line, found)}")
        elif option == "--find-links" and not _is_address(value) and not value.startswith("/"):
            raise RequirementsError(f"“{line}” names a folder of the run's files. Give its full path on the target, or an address.")
        else:
            found.lines.append(line)


def _constraints(value: str, read: Callable, beside: str, line: str, found: Requirements) -> str:
    if value in found.files:  # inlined before: a definition that is read again
        return value
    path, text = _named(value, read, beside, line)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", path).strip("-.") or "constraints.txt"
    found.files[name] = "".join(f"{each}\n" for each in read_lines(text))
    return name


def _named(value: str, read: Callable, beside: str, line: str) -> tuple[str, str]:
    for path in dict.fromkeys([str(PurePosixPath(beside, value)), str(PurePosixPath(value))]):
        if (text := read(path)) is not None:
            return path, text
    raise RequirementsError(
        f"The requirement “{line}” names the file {value}, which is not among the run's files. Add it, or take the line out."
    )


def sort_out(lines: list[str], install_azureml: bool = False) -> Requirements:
    """What goes into the shared environment, what needs the run's code, and what is left out with a note."""
    found = Requirements()
    for line in lines:
        option, value = option_of(line)
        if not install_azureml and is_azureml(line):
            found.notes.append(NOT_INSTALLED.format(name=package(line)))
        elif option in DROPPED:
            found.notes.append(f"{option} is left out: {DROPPED[option]}.")
        elif option == "-e" and VERSION_CONTROL.match(value):
            found.lines.append(value)
            found.notes.append(f"{value} is installed as a package, not as an editable checkout: the environment is shared.")
        elif _needs_code(option, value or line):
            found.local.append(line)
        else:
            found.lines.append(line)
    return found


def option_of(line: str) -> tuple[str, str]:
    """The option that a line is, in its long form or as -r, -c, -e, with its value; ("", "") for a package."""
    if not line.startswith("-"):
        return "", ""
    head, _, rest = line.replace("=", " ", 1).partition(" ") if line.startswith("--") else (line[:2], "", line[2:])
    return SHORT.get(head, head), _unquoted(rest.strip())


SHORT = {
    "--requirement": "-r",
    "--constraint": "-c",
    "--editable": "-e",
    "-i": "--index-url",
    "-f": "--find-links",
}


def _unquoted(value: str) -> str:
    try:
        words = shlex.split(value)
    except ValueError:
        return value
    return words[0] if len(words) == 1 else value


def _needs_code(option: str, value: str) -> bool:
    """A path that is relative lies in the run's code."""
    if option not in ("", "-e"):
        return False
    if option == "-e":
        return not value.startswith("/")
    return value in (".", "..") or value.startswith(("./", "../", ".[", "file:.")) or bool(re.match(r"[\w.-]+/[^@]*$", value))


def _is_address(value: str) -> bool:
    return "://" in value
