"""Does the package index answer from here: the one that uv would ask."""

from __future__ import annotations

import base64
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request

from .. import pip_settings

PYPI = "https://pypi.org/simple"


def answer(ask: dict, rest) -> dict:
    settings = {**os.environ, **pip_settings.for_uv(os.environ)}
    index = settings.get("UV_DEFAULT_INDEX") or settings.get("UV_INDEX_URL") or PYPI
    address, credentials = _apart(index)
    return {"index": address, "error": _trouble(address, credentials, settings.get("UV_INSECURE_HOST", ""), ask.get("wait", 10))}


def _apart(index: str) -> tuple[str, str]:
    """The address without what may be secret in it, and that."""
    parts = urllib.parse.urlsplit(index)
    credentials, _, host = parts.netloc.rpartition("@")
    return urllib.parse.urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", "")), urllib.parse.unquote(credentials)


def _trouble(address: str, credentials: str, insecure: str, wait: float) -> str | None:
    trusted = urllib.parse.urlsplit(address).hostname in [word.partition(":")[0] for word in insecure.split()]
    context = ssl._create_unverified_context() if trusted else None
    try:
        with urllib.request.urlopen(_question(address, credentials), timeout=wait, context=context):
            return None
    except urllib.error.HTTPError as refusal:
        return None if refusal.code == 404 else f"it answers with {refusal.code} {refusal.reason}"
    except urllib.error.URLError as trouble:
        return str(trouble.reason)
    except (OSError, ValueError) as trouble:
        return str(trouble) or type(trouble).__name__


def _question(address: str, credentials: str) -> urllib.request.Request:
    # Any project's page will do: one that is not there is an answer too, and the list of all of them has 30 MB.
    request = urllib.request.Request(address + "/pip/", headers={"User-Agent": "trainshed"})
    if credentials:
        request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
    return request
