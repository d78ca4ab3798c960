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
    """One option of a kind, as a form asks for it. `secret`: kept sealed, never shown again. `choices`: (value, what it is called)."""

    name: str
    label: str
    help: str = ""
    default: str = ""
    required: bool = True
    secret: bool = False
    choices: tuple[tuple[str, str], ...] = ()


class Kind(NamedTuple):
    title: str
    transport: Callable[[Mapping[str, Any]], Transport]
    launcher: Callable[[Workdir], Launcher]
    fields: tuple[Field, ...]


def _ssh(options: Mapping[str, Any]) -> Transport:
    from computes.transports.ssh import SshTransport  # costs a second and 20 MB, which a web process need not pay

    return SshTransport(options)


def _local(options: Mapping[str, Any]) -> Transport:
    return LocalTransport(options.get("docker_socket") or SOCKET.default)


def _container(options: Mapping[str, Any]) -> Transport:
    from computes.transports.container import ContainerTransport  # the SDK costs half a second, which a web process need not pay

    if not options.get("engine"):
        raise ComputeError("This compute instance was deleted, and its container with it.")
    return ContainerTransport(options["container"], options["engine"])


ROOT = Field("root", "Folder", "Absolute path on the target where Trainshed keeps jobs, snapshots and environments.")
AT_HOME = ROOT._replace(
    help="Path on the machine where Trainshed keeps jobs, snapshots and environments; ~ is the user's home there.", default="~/.trainshed"
)
INSIDE = ROOT._replace(default="/home/instance/.trainshed")
PYTHON = Field("python", "Python", "The interpreter (3.8 or later) that Trainshed itself uses on the target.", default="python3")
DOCKER = Field(
    "docker",
    "Containers",
    "Whether runs that ask for a container get one here.",
    required=False,
    choices=(("", "Where there is an engine"), ("allowed", "Yes: the engine has to be there"), ("off", "Never")),
)
SOCKET = Field("docker_socket", "Docker's socket", "Where the container engine listens on the target.", default="/var/run/docker.sock")
IMAGE = Field(
    "image",
    "Default image",
    "For runs in a container whose configuration names none, or Azure ML’s. Empty: python:3.11-slim.",
    required=False,
)
HOST_NETWORK = Field(
    "host_network",
    "Network of the machine",
    "Whether a run in a container may ask for --network host: it then reaches all that listens on this machine.",
    default="off",
    choices=(("off", "A network of its own"), ("allowed", "Runs may ask for the machine’s")),
)
HOST = Field("host", "Host", "A name or an address that the studio's machine reaches.")
PORT = Field("port", "Port", "Of the machine's SSH server.", default="22")
USER = Field("user", "User", "The account that runs are started as. It needs no special rights.")
JUMP = Field("jump", "Jump hosts", "Machines to go through, in this order: user@host:port, separated by commas or spaces.", required=False)
AUTH = Field(
    "auth",
    "Signs in with",
    default="key",
    choices=(("key", "A private key"), ("password", "A password"), ("agent", "The SSH agent of the studio's worker")),
)
KEY = Field("key", "Private key", "In OpenSSH's or PEM form. It is encrypted, and never shown again.", required=False, secret=True)
PASSPHRASE = Field("passphrase", "Passphrase", "Of the private key, where it has one.", required=False, secret=True)
PASSWORD = Field("password", "Password", "Of the user on the machine. It is encrypted, and never shown again.", required=False, secret=True)

CONTAINERS = (DOCKER, SOCKET, IMAGE, HOST_NETWORK)
OVER_SSH = (HOST, PORT, USER, AUTH, KEY, PASSPHRASE, PASSWORD, JUMP, AT_HOME, PYTHON, *CONTAINERS)

KINDS = {
    "local": Kind("Local computer", _local, ProcessLauncher, (ROOT, PYTHON, *CONTAINERS)),
    "ssh": Kind("SSH machine", _ssh, ProcessLauncher, OVER_SSH),
    "docker": Kind("Docker engine", _local, ProcessLauncher, (ROOT, PYTHON, SOCKET, IMAGE, HOST_NETWORK)),
    "instance": Kind("Compute instance", _container, ProcessLauncher, (INSIDE, PYTHON)),
    "dummy": Kind("Dummy (runs nothing)", _local, DummyLauncher, (ROOT, PYTHON)),
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
