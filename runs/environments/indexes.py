"""Where a workspace's packages come from, as the tools are told."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit, urlunsplit

from runs.models import PackageIndexes
from studio.models import Workspace
from studio.secrets import Hidden

# Names that are conda's own words, not channels of conda.anaconda.org: conda's documentation, "default_channels".
CONDA_WORDS = {"defaults": ["https://repo.anaconda.com/pkgs/main", "https://repo.anaconda.com/pkgs/r"], "nodefaults": []}
USUAL_CHANNELS = ["conda-forge"]


@dataclass(frozen=True)
class Settings:
    """What one workspace chose. Empty: what the tools do by themselves. `credentials`: {address: "user:password"}."""

    index_url: str = ""
    extra_index_urls: list[str] = field(default_factory=list)
    find_links: str = ""
    offline: bool = False
    conda_channels: list[str] = field(default_factory=list)
    later_python: bool = False
    credentials: dict[str, str] = field(default_factory=dict, repr=False)

    def variables(self) -> dict[str, str]:
        """UV_* variables without a secret in them: https://docs.astral.sh/uv/reference/environment/."""
        private = self.private_variables()
        return {name: value for name, value in self._variables().items() if name not in private}

    def private_variables(self) -> dict[str, str]:
        """Those that hold a password; py-rattler's in CONDA_CREDENTIALS, for the agent's own tool reads it."""
        signed = {name: self._signed(value) for name, value in self._variables().items() if self._signed(value) != value}
        channels = {channel: self.credentials[channel] for channel in self.conda_channels if channel in self.credentials}
        return signed | ({"CONDA_CREDENTIALS": json.dumps(channels)} if channels else {})

    def _variables(self) -> dict[str, str]:
        said = {
            "UV_DEFAULT_INDEX": self.index_url,
            "UV_INDEX": " ".join(self.extra_index_urls),
            "UV_FIND_LINKS": self.find_links,
            "UV_OFFLINE": "1" if self.offline else "",
            # As pip does: the best version over all indexes, not all versions of the first index that knows the name.
            "UV_INDEX_STRATEGY": "unsafe-best-match" if self.extra_index_urls else "",
        }
        return {name: value for name, value in said.items() if value}

    def _signed(self, addresses: str) -> str:
        return " ".join(with_user(address, self.credentials.get(address, "")) for address in addresses.split(" "))

    def channels(self, asked: list[str]) -> list[str]:
        """A conda file's channels, or the workspace's where it names none."""
        named = asked or self.conda_channels or USUAL_CHANNELS
        found = [channel for each in named for channel in CONDA_WORDS.get(each, [each])]
        return found or USUAL_CHANNELS

    def python(self, version: str | None) -> str | None:
        """A pinned Python, or where the workspace allows it a later one: `3.6.2` may be anything from 3.6.2 on."""
        return f">={version}" if version and self.later_python and re.fullmatch(r"[0-9.]+", version) else version

    def key(self, key: str) -> str:
        """The key of a build: what was chosen here may change what is installed."""
        chosen = [self.index_url, self.extra_index_urls, self.find_links, self.conda_channels, self.later_python]
        return hashlib.sha256(json.dumps([key, *chosen]).encode()).hexdigest()[:24] if key and any(chosen) else key


def of(workspace: Workspace) -> Settings:
    row = PackageIndexes.objects.filter(workspace=workspace).first()
    if row is None:
        return Settings()
    said = (row.index_url, list(row.extra_index_urls), row.find_links, row.offline, list(row.conda_channels), row.later_python)
    return Settings(*said, credentials_of(row))


def credentials_of(row: PackageIndexes) -> dict[str, str]:
    """{address: "user:password"}."""
    return json.loads(cast(Hidden, row.credentials).reveal()) if row.credentials else {}


def with_user(address: str, user: str) -> str:
    """`https://host/simple` and `me:secret` as `https://me:secret@host/simple`."""
    return address.replace("://", f"://{user}@", 1) if user else address


def without_user(address: str) -> tuple[str, str]:
    """An address without its user, and the user with the password; empty where there is none."""
    parts = urlsplit(address)
    if "@" not in parts.netloc:
        return address, ""
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=host)), user
