"""The kinds of compute target: how to reach one, who runs jobs there, and what a user is asked for. Adding a kind is adding a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from computes.errors import ComputeError
from computes.launchers import Launcher
from computes.launchers.dummy import DummyLauncher
from computes.launchers.process import ProcessLauncher
from computes.transports import Transport
from computes.transports.local import LocalTransport
from computes.workdir import Workdir


class Field(NamedTuple):
    """One option of a kind, as a form asks for it."""

    name: str
    label: str
    help: str = ""
    default: str = ""
    required: bool = True
    secret: bool = False


class Kind(NamedTuple):
    title: str
    transport: Callable[[Mapping[str, Any]], Transport]
    launcher: Callable[[Workdir], Launcher]
    fields: tuple[Field, ...]


ROOT = Field("root", "Folder", "Absolute path on the target where Trainshed keeps jobs, snapshots and environments.")
PYTHON = Field("python", "Python", "The interpreter (3.8 or later) that Trainshed itself uses on the target.", default="python3")

KINDS = {
    "local": Kind("Local computer", lambda options: LocalTransport(), ProcessLauncher, (ROOT, PYTHON)),
    "dummy": Kind("Dummy (runs nothing)", lambda options: LocalTransport(), DummyLauncher, (ROOT, PYTHON)),
}


def open_target(kind: str, options: Mapping[str, Any]) -> tuple[Workdir, Launcher]:
    """The two things that drive a target. Reaches nothing yet."""
    if kind not in KINDS:
        raise ComputeError(f"There is no kind of compute target called {kind!r}; there are {', '.join(KINDS)}.")
    row = KINDS[kind]
    values = {field.name: options.get(field.name) or field.default for field in row.fields}
    missing = [field.label for field in row.fields if field.required and not values[field.name]]
    if missing:
        raise ComputeError(f"The compute target lacks its {' and '.join(missing)}; fill it in on the target's page.")
    workdir = Workdir(row.transport(options), values["root"].rstrip("/"), values["python"])
    return workdir, row.launcher(workdir)
