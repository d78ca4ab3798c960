"""The arguments of `docker run` that a configuration may pass on. What is not known here is refused: a word that nobody reads would be
believed to have an effect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from runs import sizes

from .values import Level

# For the engine: https://docs.docker.com/reference/cli/docker/container/run/ and .../engine/version/v1.41/#operation/ContainerCreate
SHORT = {"-e": "--env", "-m": "--memory", "-v": "--volume", "-u": "--user", "-w": "--workdir", "-p": "--publish", "-h": "--hostname"}
ALONE = {
    "--rm",
    "--init",
    "-i",
    "-t",
    "-it",
    "-d",
    "--interactive",
    "--tty",
    "--detach",
    "--privileged",
    "--read-only",
    "--publish-all",
    "-P",
}
# Runs have this anyway, or it says nothing to them.
USUAL = {"--rm", "--init", "-i", "-t", "-it", "--interactive", "--tty"}
REFUSED = {
    "--privileged": "would give the run the whole machine; say what it needs, and ask an administrator of the target for it",
    "--volume": "would lay a folder of the machine open; name the data under dataReferences or data, and its folder is there in the container",
    "--mount": "would lay a folder of the machine open; name the data under dataReferences or data, and its folder is there in the container",
    "--volumes-from": "would share the folders of another container; name the data under dataReferences or data",
    "--device": "would give the run a device of the machine; GPUs are asked for under resources",
    "--pid": "would let the run see the processes of the machine",
    "--uts": "would share the name of the machine",
    "--userns": "would change whose files the run's are",
    "--user": "would change whose files the run's are: they belong to the target's account, inside as outside",
    "--cap-add": "would give the run rights that its account has not",
    "--security-opt": "would take walls of the container away",
    "--cgroup-parent": "would take the run out of its limits",
    "--publish": "would open a port of the machine, which nobody could share with other runs",
    "--publish-all": "would open ports of the machine",
    "--entrypoint": "has no effect: what runs is said by script and arguments, or by command",
    "--workdir": "has no effect: a script starts in the folder of its code",
    "--detach": "has no effect: a run goes on by itself",
    "--restart": "would start a run that is over again",
    "--name": "has no effect: containers are named by the studio",
    "--read-only": "would leave the script no place for temporary files",
}
ULIMIT = re.compile(r"([a-z]+)=(-?\d+)(?::(-?\d+))?")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Said(NamedTuple):
    """What there is to say of one of the words."""

    position: int
    level: Level
    message: str


@dataclass
class Parsed:
    """`asked` is in the engine's own terms, {"Env": [...], "HostConfig": {...}}; the limits stand apart, for others have a say in them."""

    asked: dict[str, Any] = field(default_factory=dict)
    cpus: float | None = None
    memory: int | None = None
    shm: int | None = None
    host_network: bool = False
    said: list[Said] = field(default_factory=list)


def parse(words: list[str]) -> Parsed:
    """Never raises: what is wrong with them is told in `said`, and left out of the rest."""
    parsed = Parsed()
    for position, name, value in _options(words):
        try:
            _take(parsed, position, name, value)
        except ValueError as refusal:
            parsed.said.append(Said(position, "error", f"{name}: {refusal}"))
    return parsed


def _options(words: list[str]) -> Iterator[tuple[int, str, str | None]]:
    """(position, name, value) of each; `--name value`, `--name=value` and `-e value` are one."""
    position = 0
    while position < len(words):
        name, equals, value = words[position].strip().partition("=")
        at, name = position, SHORT.get(name, name)
        position += 1
        if not name.startswith("-"):
            yield at, words[at], None
        elif equals or name in ALONE:
            yield at, "-it" if name == "-ti" else name, value if equals else None
        elif position < len(words):
            yield at, name, words[position]
            position += 1
        else:
            yield at, name, None


def _take(parsed: Parsed, position: int, name: str, value: str | None) -> None:
    if name in USUAL:
        return
    if name in REFUSED or name == "-d":
        parsed.said.append(Said(position, "error", f"{name} is not passed on: it {REFUSED.get(name, REFUSED['--detach'])}."))
    elif name in ("--gpus", "--runtime"):
        message = f"{name} is ignored: a run gets the GPUs that it asks for under resources, as in resources: {{gpus: 1}}."
        parsed.said.append(Said(position, "warning", message))
    elif name not in READERS:
        known = ", ".join(sorted(READERS))
        what = (
            f"{name} is none of the arguments of docker run that a run may have"
            if name.startswith("-")
            else f"{name} belongs to no argument"
        )
        parsed.said.append(Said(position, "error", f"{what}. They are {known}."))
    elif value is None:
        raise ValueError("its value is missing")
    else:
        READERS[name](parsed, value.strip())


def _env(parsed: Parsed, value: str) -> None:
    name, equals, _ = value.partition("=")
    if not equals or not NAME.fullmatch(name):
        raise ValueError(f"write it as NAME=VALUE, not {value!r}")
    if name.startswith("TRAINSHED_"):
        raise ValueError("names that begin with TRAINSHED_ are the studio's own")
    parsed.asked.setdefault("Env", []).append(value)


def _ulimit(parsed: Parsed, value: str) -> None:
    found = ULIMIT.fullmatch(value)
    if not found:
        raise ValueError(f"write it as name=soft:hard, such as memlock=-1, not {value!r}")
    soft, hard = int(found[2]), int(found[3] or found[2])
    _host(parsed).setdefault("Ulimits", []).append({"Name": found[1], "Soft": soft, "Hard": hard})


def _ipc(parsed: Parsed, value: str) -> None:
    if value not in ("private", "shareable", "none"):
        raise ValueError("a run has its own shared memory; write shmSize to give it more")
    _host(parsed)["IpcMode"] = value


def _network(parsed: Parsed, value: str) -> None:
    if value == "host":
        parsed.host_network = True
    elif value == "none":
        _host(parsed)["NetworkMode"] = "none"
    elif value not in ("bridge", "default"):
        raise ValueError(f"there is no network {value!r} for runs; write bridge or none")


def _cpus(parsed: Parsed, value: str) -> None:
    try:
        parsed.cpus = float(value)
    except ValueError:
        raise ValueError(f"write a number of processors, such as 2 or 0.5, not {value!r}") from None
    if not 0 < parsed.cpus < 10_000:
        parsed.cpus = None
        raise ValueError(f"write a number of processors, such as 2 or 0.5, not {value!r}")


def _tmpfs(parsed: Parsed, value: str) -> None:
    path, _, options = value.partition(":")
    if not path.startswith("/") or path == "/":
        raise ValueError(f"write the path of a folder in the container, not {value!r}")
    _host(parsed).setdefault("Tmpfs", {})[path] = options


def _pids(parsed: Parsed, value: str) -> None:
    if not value.isdigit() or not int(value):
        raise ValueError(f"write a number of processes, not {value!r}")
    _host(parsed)["PidsLimit"] = min(int(value), 4_194_304)


def _memory(parsed: Parsed, value: str) -> None:
    parsed.memory = sizes.read(value)


def _shm(parsed: Parsed, value: str) -> None:
    parsed.shm = sizes.read(value)


def _listed(key: str) -> Callable[[Parsed, str], None]:
    def take(parsed: Parsed, value: str) -> None:
        _host(parsed).setdefault(key, []).append(value)

    return take


def _host(parsed: Parsed) -> dict[str, Any]:
    return parsed.asked.setdefault("HostConfig", {})


READERS: dict[str, Callable[[Parsed, str], None]] = {
    "--env": _env,
    "--memory": _memory,
    "--shm-size": _shm,
    "--cpus": _cpus,
    "--pids-limit": _pids,
    "--ulimit": _ulimit,
    "--ipc": _ipc,
    "--network": _network,
    "--net": _network,
    "--tmpfs": _tmpfs,
    "--add-host": _listed("ExtraHosts"),
    "--dns": _listed("Dns"),
    "--cap-drop": _listed("CapDrop"),
}
