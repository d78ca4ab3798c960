"""Where an SSH machine is, as people write it: hosts, users, ports and the hosts on the way."""

import re
from typing import Any

from django.core.exceptions import ValidationError

# Letters of all alphabets: a name may be an internationalized one. A leading "-" would read as an option.
HOST = re.compile(r"[\w:](?:[\w.:%-]{0,251}[\w:.])?")
USER = re.compile(r"[\w.][\w.@\\$+-]{0,63}")
JUMP = re.compile(r"(?:(?P<user>[^@\s]+)@)?(?:\[(?P<literal>[^\]\s]+)\]|(?P<host>[^\s@:]+|[^\s@]*:[^\s@]*:[^\s@]*))(?::(?P<port>\d+))?")
MOST_JUMPS = 5


def checked_host(text: str) -> str:
    host = text.strip().removeprefix("[").removesuffix("]")
    if "@" in host:
        raise ValidationError("Write the host alone, and the user into the field beside it.")
    if not HOST.fullmatch(host):
        raise ValidationError("Write a host name or an IP address, such as gpu-1.example.org or 10.0.0.5.")
    return host


def checked_user(text: str) -> str:
    user = text.strip()
    if not USER.fullmatch(user):
        raise ValidationError("Write the name that you sign in with on the machine, such as ubuntu.")
    return user


def checked_port(text: Any) -> int:
    try:
        port = int(str(text or 22).strip())
    except ValueError:
        port = 0
    if not 1 <= port <= 65535:
        raise ValidationError("A port is a number from 1 to 65535; SSH’s own is 22.")
    return port


def checked_jumps(given: str | list, user: str) -> list[dict]:
    """[{"host", "port", "user", "host_key"}] in the order in which they are passed; `user` is for those that name none."""
    words = re.split(r"[,\s]+", given.strip()) if isinstance(given, str) else given
    if not isinstance(words, list) or not all(isinstance(word, str | dict) for word in words):
        raise ValidationError("Write jump hosts as user@host:port, with commas between several.")
    jumps = [_jump(word, user) for word in words if word]
    if len(jumps) > MOST_JUMPS:
        raise ValidationError(f"There are {len(jumps)} hosts on the way; at most {MOST_JUMPS} work.")
    return jumps


def written(jumps: list[dict]) -> str:
    """Jump hosts as people write them."""
    return ", ".join(f"{jump['user']}@{place(jump)}" for jump in jumps)


def place(hop: dict) -> str:
    """Where a machine listens: `host:port`, with brackets around an IPv6 address."""
    host = f"[{hop['host']}]" if ":" in hop["host"] else hop["host"]
    return f"{host}:{hop['port']}"


def _jump(given: str | dict, user: str) -> dict:
    if isinstance(given, str):
        found = JUMP.fullmatch(given)
        if found is None:
            raise ValidationError(f"“{given}” is no jump host. Write user@host or user@host:port, with commas between several.")
        given = {"host": found["literal"] or found["host"], "port": found["port"], "user": found["user"]}
    return {
        "host": checked_host(str(given.get("host", ""))),
        "port": checked_port(given.get("port")),
        "user": checked_user(str(given.get("user") or user)),
        "host_key": "",  # whoever names a jump host has not seen its key
    }
