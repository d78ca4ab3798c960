"""Host keys as people compare them. Plain: the core of computes uses it too."""

import base64
import hashlib


def fingerprint(key: str) -> str:
    """`SHA256:…` of a key line such as "ssh-ed25519 AAAA…", exactly as OpenSSH prints it."""
    blob = base64.b64decode(key.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
