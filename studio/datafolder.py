"""The studio's data folder: everything that is kept lies below it, readable by its owner alone."""

import os
import secrets
from pathlib import Path


def path() -> Path:
    """The data folder: TRAINSHED_DATA, or `data/` beside manage.py. Made on first use."""
    root = Path(os.environ.get("TRAINSHED_DATA") or Path(__file__).resolve().parent.parent / "data").absolute()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def folder(*parts: str) -> Path:
    """A folder below the data folder, made when missing."""
    below = path().joinpath(*parts)
    below.mkdir(mode=0o700, parents=True, exist_ok=True)
    return below


def secret(name: str) -> str:
    """The random secret kept in the file `name`, made on first use. Two processes that start at once agree on one."""
    file = path() / name
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _written(file)
    with os.fdopen(handle, "w") as stream:
        stream.write(value := secrets.token_urlsafe(48))
    return value


def _written(file: Path) -> str:
    # The other process made the file a moment ago and is about to write it.
    for _ in range(10_000):
        if value := file.read_text().strip():
            return value
    raise RuntimeError(f"{file} is empty. Restore it from a backup, or remove it if this studio holds no data yet.")
