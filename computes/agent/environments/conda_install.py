"""Solve conda packages and install them into a prefix. Run by a Python that has py-rattler, which the agent's own need not be:

    python -I conda_install.py ASKED.json

{"channels", "specs", "prefix", "cache", "base": prefix of an environment whose packages are to be there too, or null, "list": the file to write}.
The variable CONDA_CREDENTIALS may hold {address of a channel: "user:password"}.
What it says goes to setup.log; of an expected failure the last line is "error: " and a sentence.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
import traceback
from pathlib import Path

import rattler
from rattler import exceptions

# Conda's own meaning of the word, which rattler takes for a channel of that name (conda: context.py, DEFAULT_CHANNELS_UNIX).
DEFAULTS = ("https://repo.anaconda.com/pkgs/main", "https://repo.anaconda.com/pkgs/r")
EXPECTED = tuple(each for each in vars(exceptions).values() if isinstance(each, type) and issubclass(each, Exception))
TREE = re.compile(r"[│├└─\s]+")
SECRET = re.compile(r"(?<=://)[^/@\s]+@|(?<=/t/)[^/\s]+(?=/)")  # https://name:password@host, https://host/t/<token>/channel


class Unusable(Exception):
    """A sentence."""


def main() -> int:
    with open(sys.argv[1]) as file:
        asked = json.load(file)
    try:
        asyncio.run(make(asked))
    except Unusable as trouble:
        return complain(str(trouble))
    except EXPECTED as trouble:
        return complain(sentence(trouble, asked))
    return 0


async def make(asked: dict) -> None:
    there = installed(asked["base"])
    specs = [understood(spec) for spec in asked["specs"]] + [rattler.MatchSpec(record.name.normalized) for record in there]
    channels = sources(asked, there)
    say("Solving {} with the channels {}".format(", ".join(asked["specs"]) or "the packages of " + str(asked["base"]), ", ".join(channels)))
    began = time.monotonic()
    records = await solved(channels, specs, there, asked["cache"])
    size = sum(record.size or 0 for record in records)
    say(f"Solved in {time.monotonic() - began:.1f} s: {len(records)} packages, {size / 1e6:.0f} MB")
    began = time.monotonic()
    cache = Path(asked["cache"], "packages")
    await rattler.install(records, asked["prefix"], cache_dir=cache, execute_link_scripts=True, reporter=Reporter())
    say(f"Installed {len(records)} conda packages in {time.monotonic() - began:.1f} s")
    write_list(records, asked["list"])


def understood(spec: str) -> rattler.MatchSpec:
    try:
        return rattler.MatchSpec(spec)
    except EXPECTED as trouble:
        raise Unusable(f"{spec!r} is not a conda package and its version: {plain(trouble)}") from trouble


def sources(asked: dict, there: list) -> list[str]:
    """The channels in their order, also those that a `channel::package` names and those of what is there, without repetition."""
    named = [spec.partition("::")[0].strip() for spec in asked["specs"] if "::" in spec]
    given = [*asked["channels"], *named, *(str(record.channel) for record in there if record.channel)]
    found = [each for name in given if name != "nodefaults" for each in (DEFAULTS if name == "defaults" else (name,))]
    return list(dict.fromkeys(map(signed, found)))


def signed(channel: str) -> str:
    """With the name and password that came for it in a variable, apart from all that is written down."""
    user = json.loads(os.environ.get("CONDA_CREDENTIALS", "{}")).get(channel)
    return channel.replace("://", f"://{user}@", 1) if user else channel


def installed(prefix: str | None) -> list:
    return [rattler.PrefixRecord.from_path(path) for path in sorted(Path(prefix, "conda-meta").glob("*.json"))] if prefix else []


async def solved(channels: list[str], specs: list, there: list, cache: str) -> list:
    """Conda's flexible priority: a package comes from the first channel that has it, unless that makes it impossible."""
    ask = {
        "gateway": rattler.Gateway(cache_dir=Path(cache, "channels")),
        "platforms": [str(rattler.Subdir.current()), "noarch"],
        "virtual_packages": rattler.VirtualPackage.detect(),
        "locked_packages": there,
        "add_pip_as_python_dependency": True,  # as conda does
    }
    try:
        return await rattler.solve(channels, specs, **ask)
    except exceptions.SolverError:
        if len(channels) < 2:
            raise
    say("Not possible with each package from the first channel that has it; looking at all channels alike")
    return await rattler.solve(channels, specs, channel_priority=rattler.ChannelPriority.Disabled, **ask)


class Reporter(rattler.InstallerReporter):
    """A line for each package that had to be fetched."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}

    def on_populate_cache_start(self, operation: int, package_name: str) -> int:
        self.names[operation] = package_name
        return operation

    def on_download_start(self, cache_entry: int) -> int:
        return cache_entry

    def on_download_completed(self, download_idx: int) -> None:
        say(f" fetched {self.names.get(download_idx, 'a package')}")


def write_list(records: list, path: str) -> None:
    lines = sorted(f"{record.name.normalized}={record.version}={record.build}" for record in records)
    for line in lines:
        say(f" + {line}")
    Path(path).write_text("".join(f"{line}\n" for line in lines))


def sentence(trouble: Exception, asked: dict) -> str:
    channels = ", ".join(sources(asked, [])) or "no channel"
    if isinstance(trouble, exceptions.SolverError):
        reason = plain(trouble).partition("because of: ")[2] or plain(trouble)
        return f"The conda packages cannot be had together from {channels}. {reason} Change the versions, or add a channel that has them."
    if isinstance(trouble, exceptions.GatewayError):
        return f"A conda channel could not be read: {causes(trouble)}. Check its address and the way there from this target."
    if isinstance(trouble, exceptions.InvalidChannelError):
        return f"One of the channels {channels} is no name and no address of a conda channel: {plain(trouble)}."
    return f"The conda packages could not be installed: {causes(trouble)}."


def plain(trouble: BaseException) -> str:
    """The solver's tree of reasons as running text."""
    lines = [TREE.sub(" ", line).strip() for line in str(trouble).splitlines()]
    return " ".join(line for line in lines if line)


def causes(trouble: Exception) -> str:
    """What happened, and the last of its causes, which is the one that says why."""
    first, *rest = [line.strip() for line in str(trouble).splitlines() if line.strip()] or [type(trouble).__name__]
    return f"{first}: {rest[-1].partition('Caused by: ')[2] or rest[-1]}" if rest else first


def complain(words: str) -> int:
    say("error: " + words)
    return 1


def say(words: str) -> None:
    print(SECRET.sub("[hidden]", words), flush=True)


def end() -> None:
    code = 1
    try:
        code = main()
    except BaseException as trouble:  # the last frame of a process: all it can do is say why it ends
        traceback.print_exc()
        complain(f"py-rattler {rattler.__version__} broke with {type(trouble).__name__}: {plain(trouble)}")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # py-rattler 0.28 crashes now and then in a Python that ends in the usual way, with its threads still there


if __name__ == "__main__":
    end()
