"""What of this machine goes into a container: who we are there, its certificates, its proxies, where its packages come from."""

from __future__ import annotations

import os

from .. import pip_settings
from .engine import Engine, account

# A company's certificates are in a file of the machine, which an image does not have; the tools look for it by these names.
CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "AWS_CA_BUNDLE", "GIT_SSL_CAINFO")
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY")
THERE = "/trainshed/certificates/"
NO_LIMITS = (
    "The container engine of this target keeps no limits (control groups are not within its reach): memory, processors and processes "
    "of this run are not bounded."
)


class Machine:
    """What the engine says of itself."""

    def __init__(self, engine: Engine) -> None:
        self.facts = engine.ask("GET", "info") or {}
        security = " ".join(self.facts.get("SecurityOptions") or [])
        self.rootless, self.remapped = "name=rootless" in security, "name=userns" in security

    @property
    def limits(self) -> bool:
        facts = self.facts
        return facts.get("CgroupDriver") != "none" and bool(facts.get("MemoryLimit")) and facts.get("PidsLimit") is not False

    @property
    def gives_gpus(self) -> bool:
        return "nvidia" in (self.facts.get("Runtimes") or {})

    @property
    def user(self) -> str:
        """Who is this account, seen from inside: in a rootless engine it is root, which is nobody else outside."""
        return "0:0" if self.rootless else f"{os.getuid()}:{os.getgid()}"

    @property
    def groups(self) -> list[str]:
        """Files that are shared with a group stay within reach."""
        return [] if self.rootless else [str(each) for each in sorted(set(os.getgroups()) - {os.getgid()})]


def variables(home: str) -> dict[str, str]:
    """Every process in a container gets these; the image's own count where nothing is said here."""
    told = {name: os.environ[name] for name in PROXIES if os.environ.get(name)}
    told.update({name: THERE + str(number) for number, name in enumerate(CERTIFICATES) if _is_file(name)})
    return {**told, "HOME": home, "USER": account(), "LOGNAME": account(), "TZ": os.environ.get("TZ", "UTC")}


def of_packages() -> dict[str, str]:
    """Where the tools of a builder get packages from, as this machine is told. They may hold passwords."""
    told = {name: value for name, value in os.environ.items() if name.startswith(("UV_", "PIP_")) and name not in CERTIFICATES}
    found = {**told, **pip_settings.for_uv(os.environ)}
    for name in (*CERTIFICATES, "UV_CACHE_DIR", "UV_PYTHON_INSTALL_DIR", "UV_TOOL_DIR"):  # places of this machine
        found.pop(name, None)
    return found


def mounts() -> list[dict]:
    found = [(os.environ[name], THERE + str(number)) for number, name in enumerate(CERTIFICATES) if _is_file(name)]
    return [mount(path, there, read_only=True) for path, there in found]


def mount(path: str, there: str | None = None, read_only: bool = False) -> dict:
    return {"Type": "bind", "Source": path, "Target": there or path, "ReadOnly": read_only}


def _is_file(name: str) -> bool:
    return os.path.isfile(os.environ.get(name) or "")
