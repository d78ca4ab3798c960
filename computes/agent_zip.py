"""The agent as one zip file: the same bytes, and so the same hash, wherever and whenever it is built from the same sources."""

from __future__ import annotations

import hashlib
import io
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

AGENT = Path(__file__).parent / "agent"
CLIENT = Path(__file__).parent.parent / "client" / "trainshed"
# What a script that imports azureml finds: a module of our own, and what leads the real one to our relay.
BESIDE = tuple(CLIENT.with_name(name) for name in ("compat", "relay"))
# The part of the client that runs inside a job, with the standard library alone.
CLIENT_IN_RUN = ("__init__.py", "journal.py")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can hold


class AgentZip(NamedTuple):
    hash: str
    content: bytes


@cache
def agent_zip() -> AgentZip:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in sorted(_members()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, source)
    content = buffer.getvalue()
    return AgentZip(hashlib.sha256(content).hexdigest()[:16], content)


def _members():
    for path in AGENT.rglob("*.py"):
        name = path.relative_to(AGENT).as_posix()
        yield (name if name == "__main__.py" else f"agent/{name}"), path.read_bytes()
    for name in CLIENT_IN_RUN:
        yield f"client/trainshed/{name}", (CLIENT / name).read_bytes()
    for folder in BESIDE:
        for path in folder.rglob("*.py"):
            yield f"client/{path.relative_to(folder.parent).as_posix()}", path.read_bytes()
