"""Which studio, and whose token: TRAINSHED_URL and TRAINSHED_TOKEN, or what `trainshed login` has kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

from .connection import StudioError


def place() -> Path:
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder) / "trainshed" / "login.json"


def keep(url: str, token: str) -> Path:
    """Remember them for this user of this machine alone."""
    file = place()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        json.dump({"url": url, "token": token}, opened)
    os.replace(part, file)
    return file


def forget() -> bool:
    """False when nothing was kept."""
    try:
        place().unlink()
    except FileNotFoundError:
        return False
    return True


def known(url: str | None, token: str | None) -> tuple[str, str]:
    """What was given, else the environment's, else what was kept. A kept token is for the studio it was kept for alone."""
    url, token = url or os.environ.get("TRAINSHED_URL"), token or os.environ.get("TRAINSHED_TOKEN")
    kept = _kept() if not (url and token) else {}
    if not token and url in (None, kept.get("url")):
        token = kept.get("token")
    url = url or kept.get("url")
    if not url or not token:
        raise StudioError("Which studio, and whose token? Log in first: trainshed login http://127.0.0.1:8000 --token tsd_…")
    return url, token


def _kept() -> dict[str, str]:
    try:
        return json.loads(place().read_text())
    except FileNotFoundError:
        return {}
    except ValueError:
        raise StudioError(f"{place()} cannot be read. Remove it and log in again.") from None
