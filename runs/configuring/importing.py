"""A run configuration from elsewhere: from files that somebody uploads, or from the source's own `.azureml/` or `aml_config/`."""

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from runs import sourcing
from runs.models import Snapshot
from runs.runconfig import Document, RunconfigError, conda_path, environment_path
from runs.runconfig.companions import SUFFIX

MOST_FILES = 20
MOST_BYTES = 256 * 1024
MOST_SENT = MOST_FILES * MOST_BYTES  # of a zip; what is larger is cut, and then refused


class ImportRefused(Exception):
    """A sentence that says why these files are no run configuration, and what to do next."""


@dataclass
class Brought:
    """`file` is the path that the configuration came from."""

    text: str
    companions: dict[str, str]
    file: str


def from_upload(files: dict[str, bytes]) -> Brought:
    """One run configuration and the files beside it, by name; or a zip with both."""
    texts = {name: _text(name, content) for name, content in _unpacked(files).items()}
    if not texts:
        raise ImportRefused("No file was chosen. Choose a .runconfig, .yml or .json file, and its conda file if it has one.")
    name = _configuration_among(texts)
    return brought(name, texts)


def from_snapshot(snapshot: Snapshot, path: str) -> Brought:
    """A file of the source's own. What it names comes along where the snapshot itself does not hold it."""
    texts = sourcing.configuration_files(snapshot)
    if path not in texts:
        raise ImportRefused(f"There is no {path} in {snapshot}. Choose one of the files that are listed.")
    found = brought(path, texts)
    own = {name: text for name, text in found.companions.items() if not sourcing.has_file(snapshot, name)}
    return Brought(found.text, own, path)


def offered(snapshot: Snapshot) -> list[str]:
    """The paths of what may be run configurations, named as Azure ML names them."""
    texts = sourcing.configuration_files(snapshot)
    return sorted(
        path for path in texts if path.endswith(SUFFIX) or ("." not in path.rpartition("/")[2] and _is_configuration(texts[path]))
    )


def brought(file: str, texts: dict[str, str]) -> Brought:
    """The text of `file`, and those of `texts` that it names."""
    text = texts[file]
    try:
        document = Document.read(text, {name.rpartition("/")[2]: content for name, content in texts.items() if name != file})
        named = [conda_path(document.configuration), environment_path(document.configuration)]
    except RunconfigError:
        return Brought(text, {}, file)  # the editor says what is wrong with it, and where
    companions = {path: found for path in named if path and (found := _beside(path, file, texts)) is not None}
    return Brought(document.modern if document.legacy else text, companions, file)


def _beside(path: str, file: str, texts: dict[str, str]) -> str | None:
    """From the top of the project, then beside the file itself, as Azure ML looked; an upload has names alone."""
    clean = path.removeprefix("./")
    folder = file.rpartition("/")[0]
    names = [clean, f"{folder}/{clean}", clean.rpartition("/")[2]]
    return next((texts[name] for name in names if name in texts and name != file), None)


def _configuration_among(texts: dict[str, str]) -> str:
    by_name = [name for name in texts if name.endswith(SUFFIX)]
    others = [name for name, text in texts.items() if _is_configuration(text)]
    found = by_name or others or ([*texts] if len(texts) == 1 else [])
    if len(found) != 1:
        many = f"{len(found)} of these files are run configurations" if found else "None of these files is a run configuration"
        raise ImportRefused(f"{many}. Choose one, together with the conda file that it names.")
    return found[0]


def _is_configuration(text: str) -> bool:
    try:
        written = Document.read(text).written
    except RunconfigError:
        return False
    return "script" in written or "environment" in written or "target" in written


def _unpacked(files: dict[str, bytes]) -> dict[str, bytes]:
    if len(files) != 1 or not next(iter(files.values())).startswith(b"PK"):
        return files
    try:
        with zipfile.ZipFile(BytesIO(next(iter(files.values())))) as archive:
            members = [each for each in archive.infolist() if not each.is_dir() and each.file_size <= MOST_BYTES][:MOST_FILES]
            return {each.filename: archive.read(each) for each in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ImportRefused(f"The zip cannot be read: {error}. Choose the files themselves.") from None


def _text(name: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise ImportRefused(f"{name} is larger than {MOST_BYTES // 1024} kB, which no run configuration is. Choose another file.")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ImportRefused(f"{name} is no text in UTF-8. Choose a .runconfig, .yml or .json file.") from None
