"""An hdconfig.yml from elsewhere: a file that somebody uploads, or one that lies in the snapshot."""

from runs import sourcing
from runs.models import Snapshot

MOST_BYTES = 1024 * 1024
MOST_READ = 60  # files that are looked into
SUFFIXES = (".yml", ".yaml", ".json", ".hdconfig")


class ImportRefused(Exception):
    """A sentence that says why this file cannot be opened, and what to do next."""


def from_upload(name: str, content: bytes) -> str:
    """The text of a file that was sent."""
    if len(content) > MOST_BYTES:
        raise ImportRefused(f"{name} is larger than 1 MB, which no hdconfig.yml is. Choose another file.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ImportRefused(f"{name} is no text in UTF-8. Choose an hdconfig.yml.") from None
    return text.replace("\0", "\ufffd")


def from_snapshot(snapshot: Snapshot | None, path: str) -> str:
    """The text of a file of the snapshot."""
    text = found(snapshot).get(path) if snapshot else None
    if text is None:
        raise ImportRefused(f"There is no {path} in this snapshot. Choose one of the files that are listed.")
    return text.replace("\r\n", "\n")


def found(snapshot: Snapshot) -> dict[str, str]:
    """By path, the texts of what may define a sweep, those included that the ignore file leaves out of the snapshot."""
    named = sorted((path for path in sourcing.paths(snapshot) if path.lower().endswith(SUFFIXES)), key=_likely)[:MOST_READ]
    beside = sourcing.configuration_files(snapshot).items()
    texts = sourcing.texts(snapshot, named) | {path: text for path, text in beside if path.lower().endswith(SUFFIXES)}
    return {path: text for path, text in texts.items() if "parameter_space" in text}


def _likely(path: str) -> tuple[bool, int, str]:
    """What is called like one comes first, then what lies near the top."""
    name = path.rpartition("/")[2].lower()
    return ("hd" not in name and "hyper" not in name and "sweep" not in name, path.count("/"), path)
