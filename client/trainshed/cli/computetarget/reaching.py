"""How a machine is reached, as options of a command. Secrets need never stand on a command line."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ON_THE_LINE = (
    "A password on the command line stands in the shell's history and in lists of processes. "
    "Leave -p away to be asked, or send it to --password-stdin."
)

_OPTIONS: list[Callable] = [
    click.option("-a", "--address", help="Its name or address, as the studio's machine reaches it."),
    click.option("--ssh-port", type=click.IntRange(1, 65535), help="Where its SSH server listens; 22 if not said."),
    click.option("-u", "--username", help="The account that runs are started as."),
    click.option("-p", "--password", help="Of that account. Better not here: see --password-stdin."),
    click.option("--password-stdin", is_flag=True, help="Read the password from standard input."),
    click.option("--private-key-file", type=FILE, help="A private key that opens that account. It is kept encrypted."),
    click.option("--private-key-passphrase", help="Of that key; asked for where the key has one and it is not given."),
    click.option("--generate-key", is_flag=True, help="Let the studio make a key, and print its public half."),
    click.option("--ssh-agent", is_flag=True, help="Sign in by the SSH agent of the studio's worker."),
    click.option("--jump", "jumps", multiple=True, metavar="USER@HOST[:PORT]", help="A host to go through; again for the next one."),
    click.option("--root", help="The folder there for code, environments and outputs; ~/.trainshed if not said."),
    click.option("--python", help="The python3 there, 3.8 or later, that the studio's agent runs with."),
    click.option("--docker/--no-docker", default=None, help="Whether runs may have a container there."),
    click.option("--docker-socket", help="Where the container engine listens there."),
]
_NAMES = (
    *("address", "ssh_port", "username", "password", "password_stdin", "private_key_file", "private_key_passphrase", "generate_key"),
    *("ssh_agent", "jumps", "root", "python", "docker", "docker_socket"),
)
_SAME = {"address": "host", "ssh_port": "port", "username": "user", "root": "root", "python": "python", "docker_socket": "docker_socket"}


def reach_options(command: Callable) -> Callable:
    """The command gets what was said as the dict `reaching`, for `way`."""

    @wraps(command)
    def called(*args: Any, **options: Any) -> Any:
        return command(*args, reaching={name: options.pop(name) for name in _NAMES}, **options)

    with_options: Callable = called
    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options


def way(said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """`options` and `secrets` as the studio takes them; of neither more than was said."""
    options: dict[str, Any] = {ours: str(said[name]) for name, ours in _SAME.items() if said[name] is not None}
    if said["jumps"]:
        options["jump"] = list(said["jumps"])
    if said["docker"] is not None:
        options["docker"] = "allowed" if said["docker"] else "off"
    auth, secrets = _sign_in(said)
    options |= {"auth": auth} if auth else {}
    return {name: values for name, values in {"options": options, "secrets": secrets}.items() if values}


def _sign_in(said: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """How the studio signs in, and with what."""
    ways = [name for name in ("password", "password_stdin", "private_key_file", "generate_key", "ssh_agent") if said[name]]
    if len(ways) > 1:
        raise click.UsageError(f"--{ways[0]} and --{ways[1]} are two ways to sign in. Choose one.".replace("_", "-"))
    chosen = ways[0] if ways else ""
    if chosen == "private_key_file":
        return "key", _key(said["private_key_file"], said["private_key_passphrase"])
    if chosen == "password":
        click.echo(ON_THE_LINE, err=True)
        return "password", {"password": said["password"]}
    if chosen == "password_stdin":
        return "password", {"password": sys.stdin.readline().rstrip("\r\n")}
    return {"generate_key": "generate", "ssh_agent": "agent"}.get(chosen, ""), {}


def _key(file: Path, passphrase: str | None) -> dict[str, str]:
    text = file.read_text()
    if passphrase is None and _encrypted(text):
        passphrase = click.prompt(f"Passphrase of {file}", hide_input=True, err=True)
    return {"key": text, **({"passphrase": passphrase} if passphrase else {})}


def _encrypted(key: str) -> bool:
    """Whether a private key asks for a passphrase. OpenSSH's form names its cipher first, in what is base64; PEM says it in words."""
    if "BEGIN OPENSSH" not in key:
        return "ENCRYPTED" in key
    lines = key.strip().splitlines()[1:-1]
    try:
        return not base64.b64decode("".join(lines[:2])[:64]).startswith(b"openssh-key-v1\0\0\0\0\4none")
    except ValueError:
        return False
