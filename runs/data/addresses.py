"""Which addresses a datastore may have, and which options go with each kind. What opens them is computes/agent/data/storage.py."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

SECRET_OPTIONS = {"key", "secret", "token", "password", "private_key"}
# The options of the kinds that the studio knows. Others (an owner of the machine added them) take what their library takes.
OPTIONS = {
    "s3": {"key", "secret", "token", "endpoint_url", "region"},
    "sftp": {"username", "password", "private_key", "host_key"},
    "http": {"username", "password", "token"},
    "https": {"username", "password", "token"},
}
# They would read the disk or the memory of the machine that opens them, or something else through it.
NEVER = {
    "file",
    "local",
    "memory",
    "dir",
    "root",
    "zip",
    "tar",
    "libarchive",
    "reference",
    "cached",
    "blockcache",
    "filecache",
    "simplecache",
}
NEVER |= {"data", "arrow_hdfs", "asynclocal", "generic", "git", "jupyter", "jlab", "dask", "lakefs", "smb"}
ADDRESS = re.compile(r"(?P<protocol>[a-z][a-z0-9]{1,20})://[^\s\x00-\x1f\x7f]+")


def checked_folder(path: str) -> str:
    """The absolute path of a folder on targets."""
    path = path.strip()
    if not path.startswith("/") or "\0" in path or "\n" in path or ".." in path.split("/") or path.rstrip("/") == "":
        raise ValidationError("Give the absolute path of a folder on the compute target, such as /data/team, without “..”.")
    return path.rstrip("/")


def checked_address(url: str) -> str:
    """The address of remote storage; ValidationError with the reason if it is none that may be opened."""
    url = url.strip()
    found = ADDRESS.fullmatch(url)
    if found is None or "::" in url:
        raise ValidationError("Give an address such as s3://bucket/folder, sftp://host/folder or https://host/folder.")
    protocol, allowed = found["protocol"], {*OPTIONS, *settings.DATASTORE_PROTOCOLS} - NEVER
    if protocol not in allowed:
        raise ValidationError(
            f"{protocol} is not opened here; {', '.join(sorted(allowed))} are. A folder of the targets is a datastore of its own kind; "
            "docs/data.md tells how to allow others."
        )
    if protocol in ("http", "https") and set("?#") & set(url):
        raise ValidationError("The address holds a query, which may be a secret and would be shown. Give the address without it.")
    if "@" in urlsplit(url).netloc or not urlsplit(url).netloc:
        raise ValidationError("The address holds a user name or a password, or names no host. Put credentials into their own fields.")
    return url.rstrip("/") if protocol == "s3" else url


def checked_options(url: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options without the empty ones; ValidationError for those that do not go with this address."""
    kept = {name: value for name, value in options.items() if value not in (None, "", {}, [])}
    known = OPTIONS.get(url.partition("://")[0])
    strange = sorted(set(kept) - known) if known is not None else []
    if strange or any(not isinstance(value, str) for value in kept.values() if known):
        raise ValidationError(f"{', '.join(strange) or 'These'}: no option of such a datastore. It takes {', '.join(sorted(known or ()))}.")
    if "endpoint_url" in kept and not re.fullmatch(r"https?://[^\s@]+", kept["endpoint_url"]):
        raise ValidationError("The endpoint is an address such as https://minio.example.org:9000.")
    return kept


def where(url: str, options: dict[str, Any]) -> tuple[str, str]:
    """Whom the credentials are shown to: when this changes, they are forgotten."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}", options.get("endpoint_url") or ""


def secrets_of(protocol: str, options: dict[str, Any]) -> dict[str, Any]:
    """Those of the options that are never shown again; of a kind that the studio does not know, all of them."""
    return {name: value for name, value in options.items() if name in SECRET_OPTIONS or protocol not in OPTIONS}
