"""A version as the file it is; with its companions, as a zip of all of them."""

import zipfile
from io import BytesIO

from runs.models import ConfigurationVersion

FOLDER = ".azureml"


def exported(version: ConfigurationVersion) -> tuple[str, bytes]:
    """Its file's name and content."""
    name = f"{version.configuration.name.replace(' ', '-')}.runconfig"
    if not version.companions:
        return name, version.text.encode()
    return f"{name}.zip", _zipped({f"{FOLDER}/{name}": version.text, **version.companions})


def _zipped(files: dict[str, str]) -> bytes:
    """As they lie in a project's folder: unpacked there, `-c` finds it."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(_inside(path), text)
    return written.getvalue()


def _inside(path: str) -> str:
    """Below the folder it is unpacked in, whatever somebody called a file beside a configuration."""
    return "/".join(part for part in path.replace("\\", "/").split("/") if part not in ("", ".", ".."))
