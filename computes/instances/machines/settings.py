"""What a container takes over from its host: the way to the package index, and whom to trust there."""

from __future__ import annotations

import io
import re
import tarfile
from typing import NamedTuple

from computes.models import Target
from computes.reach import reach
from computes.transports import Transport

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY")
OF_PIP = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST")
OF_UV = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX_STRATEGY", "UV_INSECURE_HOST")
TAKEN = {*PROXIES, *(name.lower() for name in PROXIES), *OF_PIP, *OF_UV}
# An index with a password in its address is for the host's own people, and one in a folder of the host is not there.
PRIVATE = re.compile(r"://[^/@\s]+@|file://")
# Where the host's bundle of certificates lies in the container, and who reads it there.
BUNDLE = "etc/trainshed/certificates.pem"
TRUSTING = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PATIENCE = 30


class Settings(NamedTuple):
    """`files`: a tar to be unpacked at the container's root; empty when there is nothing to bring."""

    variables: dict[str, str]
    files: bytes


def of_host(host: Target) -> Settings:
    transport = reach(host)[0].transport
    there = _environment(transport)
    taken = {name: value for name, value in there.items() if name in TAKEN and not PRIVATE.search(value)}
    bundle = _bundle(transport, there.get("SSL_CERT_FILE", ""))
    if not bundle:
        return Settings(taken, b"")
    return Settings(taken | dict.fromkeys(TRUSTING, f"/{BUNDLE}"), _archive(BUNDLE, bundle))


def _environment(transport: Transport) -> dict[str, str]:
    said = transport.run(["env", "-0"], timeout=PATIENCE).out.decode("utf-8", "replace")
    pairs = (line.partition("=") for line in said.split("\0"))
    return {name: value for name, _, value in pairs if value}


def _bundle(transport: Transport, path: str) -> bytes:
    return transport.run(["cat", path], timeout=PATIENCE).out if path else b""


def _archive(path: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        folder = tarfile.TarInfo(path.rpartition("/")[0])
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(folder)
        entry = tarfile.TarInfo(path)
        entry.size, entry.mode = len(content), 0o644
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
