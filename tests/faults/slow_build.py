"""A Python package whose build waits until a gate is opened: an environment that takes exactly as long as a test needs."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "slow"
version = "1.0"
"""

BACKEND = """
import os, time, zipfile

GATE, WITNESS = {gate!r}, {witness!r}
METADATA = "Metadata-Version: 2.1\\nName: slow\\nVersion: 1.0\\n"
WHEEL = "Wheel-Version: 1.0\\nGenerator: tests\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"

def build_wheel(folder, config_settings=None, metadata_directory=None):
    with open(WITNESS, "a") as witness:
        witness.write("began\\n")
    while not os.path.exists(GATE):
        time.sleep(0.02)
    name = "slow-1.0-py3-none-any.whl"
    files = {{"slow.py": "", "slow-1.0.dist-info/METADATA": METADATA, "slow-1.0.dist-info/WHEEL": WHEEL}}
    record = "".join(f"{{path}},,\\n" for path in files) + "slow-1.0.dist-info/RECORD,,\\n"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in {{**files, "slow-1.0.dist-info/RECORD": record}}.items():
            wheel.writestr(path, text)
    return name
"""


@dataclass
class SlowBuild:
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """For a run configuration."""
        return {"kind": "pip", "python": "", "requirements": f"slow @ {self.folder.as_uri()}"}

    @property
    def builds(self) -> int:
        """How often a build of it began."""
        witness = self.folder.with_name(f"{self.folder.name}.witness")
        return len(witness.read_text().splitlines()) if witness.exists() else 0

    def open(self) -> None:
        self.folder.with_name(f"{self.folder.name}.gate").touch()


def slow_build(folder: Path) -> SlowBuild:
    package = folder / "slow"
    package.mkdir()
    (package / "pyproject.toml").write_text(PROJECT)
    (package / "backend.py").write_text(BACKEND.format(gate=f"{package}.gate", witness=f"{package}.witness"))
    return SlowBuild(package)
