"""What passes between a browser and JupyterLab, and what stays behind."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

Headers = list[tuple[bytes, bytes]]

HOP_BY_HOP = {b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te", b"trailer"}
HOP_BY_HOP |= {b"transfer-encoding", b"upgrade"}
# Cookies: the studio's are nobody else's business, and JupyterLab needs none, for we bring its token.
KEPT_BACK = HOP_BY_HOP | {b"cookie", b"authorization", b"expect", b"forwarded"}
# What would reach beyond the lab's own folder on the studio's address.
TAKEN_AWAY = HOP_BY_HOP | {b"set-cookie", b"clear-site-data", b"service-worker-allowed", b"strict-transport-security", b"server", b"date"}
TAKEN_AWAY |= {b"content-security-policy", b"content-security-policy-report-only", b"x-frame-options", b"report-to", b"nel", b"alt-svc"}
TAKEN_AWAY |= {b"referrer-policy", b"x-content-type-options", b"refresh"}


def to_lab(headers: Iterable[tuple[bytes, bytes]], token: str) -> Headers:
    passed = _without(headers, KEPT_BACK, b"x-forwarded-")
    return [*passed, (b"authorization", b"token " + token.encode()), (b"connection", b"close")]


def leads_out(headers: Iterable[tuple[bytes, bytes]], path: bytes, origin: str, base: str) -> bool:
    """Whether the answer would lead the browser out of the lab's folder. A policy does not look at where a redirect ends: a script in a
    notebook could read the studio's pages by one."""
    to = next((value for name, value in headers if name.lower() == b"location"), None)
    if to is None:
        return False
    return not urljoin(origin + path.decode("latin-1"), to.decode("latin-1")).startswith(origin + base)


def to_browser(headers: Iterable[tuple[bytes, bytes]], origin: str, base: str) -> Headers:
    passed = _without(headers, TAKEN_AWAY, b"access-control-")
    return [
        *passed,
        (b"content-security-policy", policy(origin, base).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
    ]


def policy(origin: str, base: str) -> str:
    """As strict as JupyterLab allows: it makes styles and checkers of its settings while it runs. All else stays within its own folder: a
    script in a notebook reaches neither the studio's pages, which have the same address, nor anybody else."""
    own = origin + base
    sockets = own.replace("http", "ws", 1)
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {own} 'unsafe-eval'",
            f"style-src {own} 'unsafe-inline'",
            f"img-src {own} data: blob:",
            f"media-src {own} data: blob:",
            f"font-src {own} data:",
            f"connect-src {own} {sockets} data:",
            f"worker-src {own} blob:",
            f"frame-src {own} blob:",
            f"manifest-src {own}",
            f"form-action {own}",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            # No windows of the studio's pages, whose insides a script of the same address could read.
            "sandbox allow-scripts allow-same-origin allow-forms allow-downloads allow-modals",
        ]
    )


def _without(headers: Iterable[tuple[bytes, bytes]], names: set[bytes], prefix: bytes) -> Headers:
    pairs = [(name.lower(), value) for name, value in headers]
    told = {word.strip().lower() for name, value in pairs if name == b"connection" for word in value.split(b",")}
    return [(name, value) for name, value in pairs if name not in names and name not in told and not name.startswith(prefix)]
