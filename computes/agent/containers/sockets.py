"""Where a container engine listens on this machine."""

from __future__ import annotations

import os
import stat

USUAL = ("/var/run/docker.sock", "/run/user/{uid}/docker.sock", "{home}/.docker/run/docker.sock")
SCHEME = "unix://"


def find(given: str | None = None) -> str:
    """The socket's path: the one given, DOCKER_HOST's, or the first of the usual ones that is there; else the most usual one."""
    told = given if given and given != USUAL[0] else os.environ.get("DOCKER_HOST", "")
    if told.startswith(SCHEME):
        told = told[len(SCHEME) :]
    if told.startswith("/"):
        return told
    usual = [place.format(uid=os.getuid(), home=os.path.expanduser("~")) for place in USUAL]
    return next((path for path in usual if is_socket(path)), usual[0])


def is_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(os.stat(path).st_mode)
    except OSError:
        return False
