"""The run token. The client reads its expiry and sends it back with each request; only the relay looks at the signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time

LIFETIME = 30 * 86400.0  # no run is longer: the client would ask for another one


def issue(run_id: str) -> str:
    now = time.time()
    claims = {"run": run_id, "iat": int(now), "exp": int(now + LIFETIME)}
    signed = "{}.{}".format(_part({"alg": "HS256", "typ": "JWT"}), _part(claims))
    signature = hmac.new(os.urandom(32), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_encoded(signature)}"


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _part(value: dict) -> str:
    return _encoded(json.dumps(value).encode())


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
