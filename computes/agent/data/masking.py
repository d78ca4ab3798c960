"""Keeps credentials out of what people read, whatever a library writes into its errors."""

from __future__ import annotations

import urllib.parse

HIDDEN = "[hidden]"
# Of these a message may speak: without them nobody could tell what went wrong where.
SPOKEN = {"endpoint_url", "region", "username", "host", "port", "host_key", "protocol"}
SHORTEST = 4  # a shorter secret would blank out half of every sentence


def masked(text: str, options: dict) -> str:
    """The text without any of the secrets in these options, in no spelling that URLs and tracebacks use."""
    for secret in sorted(_secrets(options), key=len, reverse=True):
        for spelling in {secret, urllib.parse.quote(secret, safe=""), repr(secret)[1:-1]}:
            text = text.replace(spelling, HIDDEN)
    return text


def _secrets(options):
    if isinstance(options, dict):
        return {found for name, value in options.items() if name not in SPOKEN for found in _secrets(value)}
    if isinstance(options, (list, tuple)):
        return {found for value in options for found in _secrets(value)}
    return {options} if isinstance(options, str) and len(options) >= SHORTEST else set()
