"""Where Valkey is: one URL, of which Celery wants another spelling."""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


def url(data: Path) -> str:
    """REDIS_URL, or the address that the embedded server left in the data folder (`python -m studio.serve` writes it)."""
    if given := os.environ.get("REDIS_URL"):
        return given
    note = data / "run" / "redis.url"
    return note.read_text().strip() if note.exists() else "redis://127.0.0.1:6379/0"


def for_celery(address: str) -> str:
    """`unix://:pw@/path?db=0`, as redis-py writes it, is `redis+socket://:pw@/path?virtual_host=0` to kombu."""
    parts = urlsplit(address)
    if parts.scheme != "unix":
        return address
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.netloc}{parts.path}?virtual_host={database}"
