"""Opens what fsspec opens, and only that way: with the credentials it is given and none that lie around on the machine."""

from __future__ import annotations

import errno
import ipaddress
import socket
from urllib.parse import urlsplit

from .failed import Failed

PATIENCE = 20  # seconds for a connection
SILENCE = 120  # seconds without a byte, after which a connection counts as broken
NO_HOST_KEY = "The server shows the key {}, and none is stored. If that is its key, write it into the datastore's host key."
OTHER_HOST_KEY = "The server shows the key {}, not the one that is stored. Somebody may stand between; ask who runs the server."

NO_STORE_THERE = "{} is an address of the machine's own network segment, where no datastore is. Correct the datastore's address."


def opened(url: str, options: dict):
    """The fsspec file system behind `url`, and the path in it. What it raises is fsspec's or its libraries' own."""
    _check_host(options.get("endpoint_url") or url)
    protocol = url.partition("://")[0]
    build = {"s3": _s3, "sftp": _sftp, "http": _http, "https": _http}.get(protocol, _other)
    system = build(url, options)
    return system, system._strip_protocol(url)


def _s3(url: str, options: dict):
    import s3fs

    # Without a key it is anonymous: never as whoever this machine belongs to.
    asked = {"key": options.get("key"), "secret": options.get("secret"), "token": options.get("token")}
    region = {"region_name": options["region"]} if options.get("region") else {}
    return s3fs.S3FileSystem(
        **(asked if asked["key"] else {"anon": True}),
        endpoint_url=options.get("endpoint_url") or None,
        client_kwargs=region,
        config_kwargs={"connect_timeout": PATIENCE, "retries": {"max_attempts": 2}},
        skip_instance_cache=True,
        use_listings_cache=False,
    )


def _sftp(url: str, options: dict):
    from .sftp import PinnedSFTP

    return PinnedSFTP.of(urlsplit(url), options)


def _http(url: str, options: dict):
    import aiohttp
    from fsspec.implementations.http import HTTPFileSystem

    # aiohttp's own limit is five minutes for a whole file, however well it flows.
    patience = aiohttp.ClientTimeout(total=None, sock_connect=PATIENCE, sock_read=SILENCE)
    session: dict = {"proxy": _proxy(url), "timeout": patience}
    if options.get("token"):
        session["headers"] = {"Authorization": f"Bearer {options['token']}"}
    elif options.get("username"):
        session["auth"] = aiohttp.BasicAuth(options["username"], options.get("password") or "")

    async def client(**options):
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(socket_factory=_socket), **options)

    return HTTPFileSystem(client_kwargs=session, get_client=client, skip_instance_cache=True, use_listings_cache=False)


def _proxy(url: str) -> str | None:
    """The machine's own way out. Not by aiohttp's `trust_env`, which would take names and passwords from ~/.netrc as well."""
    from urllib.request import getproxies, proxy_bypass

    place = urlsplit(url)
    return None if proxy_bypass(place.hostname or "") else getproxies().get(place.scheme)


def _other(url: str, options: dict):
    from fsspec.core import url_to_fs

    return url_to_fs(url, skip_instance_cache=True, **options)[0]


def _socket(found: tuple) -> socket.socket:
    """Of each connection that is made, whatever a name led to meanwhile and wherever a server sent us on."""
    family, kind, protocol, _, address = found
    if ipaddress.ip_address(str(address[0]).partition("%")[0]).is_link_local:
        raise OSError(errno.EACCES, NO_STORE_THERE.format(address[0]))
    return socket.socket(family, kind, protocol)


def _check_host(url: str) -> None:
    """No address that only machines talk to: clouds hand out their credentials on link-local ones."""
    host = urlsplit(url).hostname
    if host and any(ipaddress.ip_address(found).is_link_local for found in _addresses(host)):
        raise Failed(NO_STORE_THERE.format(host))


def _addresses(host: str) -> set[str]:
    try:
        return {str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return set()  # a bucket's name, or a host behind a proxy
