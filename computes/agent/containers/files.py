"""Files into a container that has not started."""

from __future__ import annotations

import io
import tarfile


def put_folder(engine, made: str, path: str, user: str) -> None:
    """An empty folder at the top, which belongs to `user` ("uid:gid")."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo(path.strip("/"))
        entry.type, entry.mode = tarfile.DIRTYPE, 0o755
        entry.uid, entry.gid = map(int, user.split(":"))
        archive.addfile(entry)
    with engine.open(
        "PUT", f"containers/{made}/archive", iter([buffer.getvalue()]), headers={"Content-Type": "application/x-tar"}, path="/"
    ):
        pass
