"""A conda environment file, made or changed by its parts."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from ..exceptions import UserErrorException

CONDA_FILE_NAME = "conda_dependencies.yml"


class CondaDependencies:
    """`CondaDependencies.create(conda_packages=["scikit-learn"])`; nothing is looked up until a run needs it."""

    def __init__(self, conda_dependencies_file_path: str | None = None, _underlying_structure: dict[str, Any] | None = None):
        if conda_dependencies_file_path:
            _underlying_structure = _read(Path(conda_dependencies_file_path))
        self._tree: dict[str, Any] = _underlying_structure or {"name": "project_environment", "dependencies": ["python", {"pip": []}]}
        self._tree.setdefault("dependencies", [])

    @staticmethod
    def create(
        pip_indexurl: str | None = None,
        pip_packages: list[str] | None = None,
        conda_packages: list[str] | None = None,
        python_version: str | None = None,
        pin_sdk_version: bool = True,
    ) -> CondaDependencies:
        """The packages of a new environment. The azureml packages that v1 put into it are not needed: a run has their module as it is."""
        made = CondaDependencies()
        if python_version:
            made.set_python_version(python_version)
        if pip_indexurl:
            made.set_pip_option(f"--index-url {pip_indexurl}")
        for package in pip_packages or []:
            made.add_pip_package(package, pin_sdk_version)
        for package in conda_packages or []:
            made.add_conda_package(package)
        return made

    @property
    def conda_packages(self) -> list[str]:
        return [line for line in self._tree["dependencies"] if isinstance(line, str) and _name(line) not in ("python", "pip")]

    @property
    def pip_packages(self) -> list[str]:
        return [line for line in self._pip if not line.startswith("-")]

    @property
    def pip_options(self) -> list[str]:
        return [line for line in self._pip if line.startswith("-")]

    @property
    def conda_channels(self) -> list[str]:
        return list(self._tree.get("channels") or [])

    @property
    def python_version(self) -> str | None:
        found = next((line for line in self._tree["dependencies"] if isinstance(line, str) and _name(line) == "python"), "python")
        return found[len("python") :].lstrip("= ") or None

    def set_python_version(self, version: str) -> None:
        rest = [line for line in self._tree["dependencies"] if not isinstance(line, str) or _name(line) != "python"]
        self._tree["dependencies"] = [f"python={version}", *rest]

    def add_conda_package(self, conda_package: str) -> None:
        """In the place of another version of it. Where no channel is added, the studio's own are used."""
        self.remove_conda_package(conda_package)
        lines = self._tree["dependencies"]
        lines.insert(next((place for place, line in enumerate(lines) if isinstance(line, dict)), len(lines)), conda_package)

    def remove_conda_package(self, conda_package: str) -> None:
        kept = [line for line in self._tree["dependencies"] if not isinstance(line, str) or _name(line) != _name(conda_package)]
        self._tree["dependencies"] = kept

    def add_pip_package(self, pip_package: str, pin_sdk_version: bool = True) -> None:
        """In the place of another version of it."""
        self.remove_pip_package(pip_package)
        self._pip.append(pip_package)

    def remove_pip_package(self, pip_package: str) -> None:
        self._pip[:] = [line for line in self._pip if _name(line) != _name(pip_package)]

    def set_pip_requirements(self, pip_requirements: list[str]) -> None:
        self._pip[:] = [*self.pip_options, *pip_requirements]

    def set_pip_option(self, pip_option: str) -> None:
        """In the place of the same option."""
        self._pip[:] = [pip_option, *(line for line in self._pip if line.split()[0] != pip_option.split()[0])]

    def set_pip_index_url(self, index_url: str) -> None:
        self.set_pip_option(f"--index-url {index_url}")

    def add_channel(self, channel: str) -> None:
        self._tree["channels"] = [*(known for known in self.conda_channels if known != channel), channel]

    def remove_channel(self, channel: str) -> None:
        self._tree["channels"] = [known for known in self.conda_channels if known != channel]

    def save_to_file(self, base_directory: str, conda_file_path: str | None = None) -> str:
        """The path of what was written, from `base_directory`."""
        path = conda_file_path or CONDA_FILE_NAME
        self.save(str(Path(base_directory, path)))
        return path

    def save(self, path: str | None = None) -> None:
        Path(path or CONDA_FILE_NAME).write_text(self.serialize_to_string())

    def serialize_to_string(self) -> str:
        return dumped(self.tree())

    as_dict = property(lambda self: self.tree())

    def tree(self) -> dict[str, Any]:
        lines = [line for line in self._tree["dependencies"] if line != {"pip": []}]
        return {**self._tree, "dependencies": lines}

    def __repr__(self) -> str:
        return self.serialize_to_string()

    @property
    def _pip(self) -> list[str]:
        found = next((line for line in self._tree["dependencies"] if isinstance(line, dict) and "pip" in line), None)
        if found is None:
            found = {"pip": []}
            self._tree["dependencies"].append(found)
        if found["pip"] is None:
            found["pip"] = []
        return found["pip"]


def dumped(tree: dict[str, Any]) -> str:
    """As YAML 1.2, in the order it has."""
    from ruamel.yaml import YAML

    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.sort_base_mapping_type_on_output = False, False  # type: ignore[assignment]
    yaml.dump(tree, text)
    return text.getvalue()


def _read(path: Path) -> dict[str, Any]:
    from ..runconfigs import parsed

    try:
        tree = parsed(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UserErrorException(f"There is no conda file {path}. Correct its path.") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("dependencies") or [], list):
        raise UserErrorException(f"{path} is no conda file: that is YAML with a list of dependencies.")
    return {**tree, "dependencies": tree.get("dependencies") or []}


def _name(line: str) -> str:
    """What a requirement is of, however it is pinned."""
    return re.split(r"[\s=<>!~\[;@]", line.rpartition("::")[2].strip(), maxsplit=1)[0].lower().replace("_", "-")
