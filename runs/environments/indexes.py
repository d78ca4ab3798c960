"""Where a workspace's packages come from, as the tools are told."""

import hashlib
import json
from dataclasses import dataclass, field

from runs.models import PackageIndexes
from studio.models import Workspace

# Channels whose names are conda's own words, not addresses below conda.anaconda.org: https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html
CONDA_WORDS = {"defaults": ["https://repo.anaconda.com/pkgs/main", "https://repo.anaconda.com/pkgs/r"], "nodefaults": []}
USUAL_CHANNELS = ["conda-forge"]


@dataclass(frozen=True)
class Settings:
    """What one workspace chose. Empty: what the tools do by themselves."""

    index_url: str = ""
    extra_index_urls: list[str] = field(default_factory=list)
    find_links: str = ""
    offline: bool = False
    conda_channels: list[str] = field(default_factory=list)

    def variables(self) -> dict[str, str]:
        """UV_* variables: https://docs.astral.sh/uv/reference/environment/."""
        said = {
            "UV_DEFAULT_INDEX": self.index_url,
            "UV_INDEX": " ".join(self.extra_index_urls),
            "UV_FIND_LINKS": self.find_links,
            "UV_OFFLINE": "1" if self.offline else "",
            # As pip does: the best version over all indexes, not all versions of the first index that knows the name.
            "UV_INDEX_STRATEGY": "unsafe-best-match" if self.extra_index_urls else "",
        }
        return {name: value for name, value in said.items() if value}

    def channels(self, asked: list[str]) -> list[str]:
        """A conda file's channels, or the workspace's where it names none."""
        named = asked or self.conda_channels or USUAL_CHANNELS
        found = [channel for each in named for channel in CONDA_WORDS.get(each, [each])]
        return found or USUAL_CHANNELS

    def key(self, key: str) -> str:
        """The key of a build: what was chosen here may change what is installed."""
        chosen = [self.index_url, self.extra_index_urls, self.find_links, self.conda_channels]
        return hashlib.sha256(json.dumps([key, *chosen]).encode()).hexdigest()[:24] if any(chosen) else key


def of(workspace: Workspace) -> Settings:
    row = PackageIndexes.objects.filter(workspace=workspace).first()
    if row is None:
        return Settings()
    return Settings(row.index_url, list(row.extra_index_urls), row.find_links, row.offline, list(row.conda_channels))
