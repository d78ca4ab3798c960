"""The code of runs: taken in from uploads, archives, folders and git links, kept as trees of a bare git repository.

Plain Python and the system's git, no Django.
"""

from .archives import from_archive
from .credentials import Credential
from .errors import GitError, SnapshotError
from .folders import from_folder
from .gitlinks import from_git
from .ignore import Ignore, chosen
from .links import GitRules, LocalFolders, is_repository
from .manifests import from_manifest
from .store import SnapshotStore
from .values import Draft, Entry, Limits

__all__ = [
    "Credential",
    "Draft",
    "Entry",
    "GitError",
    "GitRules",
    "Ignore",
    "Limits",
    "LocalFolders",
    "SnapshotError",
    "SnapshotStore",
    "chosen",
    "from_archive",
    "from_folder",
    "from_git",
    "from_manifest",
    "is_repository",
]
