"""A project's run configurations: which file a name means, and which files that file means. What they say is the studio's to judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .connection import StudioError

FOLDERS = ("aml_config", ".azureml")  # the older one wins, as it did in Azure ML
LARGEST = 256 * 1024  # bytes; the studio takes no larger text
ENDING = ".runconfig"


@dataclass(frozen=True)
class ConfigurationFile:
    """`companions` are the texts of the files that it names, by the path it names them with."""

    name: str
    text: str
    path: Path | None = None
    companions: dict[str, str] = field(default_factory=dict)


def configuration_folder(project: Path) -> Path:
    """Where a project's run configurations lie, or would."""
    return next((project / name for name in FOLDERS if (project / name).is_dir()), project / FOLDERS[-1])


def find(project: Path, name: str) -> Path | None:
    """The file that `-c NAME` means, with or without its ending, also with folders in front; None when there is none."""
    places = [configuration_folder(project), *(project / folder for folder in FOLDERS)]
    candidates = [place / f"{name}{ending}" for place in places for ending in ("", ENDING)]
    candidates += [project / f"{name}{ENDING}", project / name]
    return next((path for path in candidates if path.is_file()), None)


def names(project: Path) -> list[str]:
    """What may be said after `-c` for the files of the project's own folder."""
    folder = configuration_folder(project)
    found = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    return [path.name.removesuffix(ENDING) for path in found if path.suffix in ("", ENDING) and not path.name.startswith(".")]


def load(project: Path, name: str) -> ConfigurationFile | None:
    path = find(project, name)
    return None if path is None else read(project, path, name)


def read(project: Path, path: Path, name: str | None = None) -> ConfigurationFile:
    text = text_of(path)
    companions = {named: _companion(project, path, named) for named in dict.fromkeys(_named(project, path, text))}
    return ConfigurationFile((name or path.name).removesuffix(ENDING), text, path, companions)


def parsed(text: str) -> Any:
    """YAML 1.2, as Azure ML read it; None when it is none: the studio says what is wrong with it, by line and column."""
    from ruamel.yaml import YAML  # here, for it takes its time and most commands do without
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return None


def value(tree: Any, *path: str) -> Any:
    """What stands at this path, whatever the case of its keys."""
    for part in path:
        if not isinstance(tree, dict):
            return None
        tree = next((held for key, held in tree.items() if _plain(key) == _plain(part)), None)
    return tree


def _named(project: Path, path: Path, text: str) -> Iterator[str]:
    tree = parsed(text)
    environment = value(tree, "environment")
    if isinstance(environment, str):
        yield environment
        environment = parsed(_companion(project, path, environment))
    for named in (value(environment, "python", "condaDependenciesFile"), value(tree, "condaDependenciesFile")):
        if isinstance(named, str) and named:
            yield named


def _companion(project: Path, path: Path, named: str) -> str:
    """From the project's root, or from beside the file: both were allowed."""
    for place in (project / named, path.parent / named):
        if place.is_file():
            if project.resolve() not in place.resolve().parents:
                raise StudioError(
                    f"{path} names {named}, which lies outside of {project.resolve()}: it is not sent. Copy it into the project."
                )
            return text_of(place)
    raise StudioError(f"{path} names {named}, and there is no such file in {project.resolve()}. Correct the path, or add the file.")


def text_of(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise StudioError(f"{path} is larger than {LARGEST // 1024:,} kB: that is no configuration and no conda file.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise StudioError(f"{path} is not text in UTF-8. Save it as UTF-8 and try again.") from None


def _plain(key: Any) -> str:
    return str(key).replace("_", "").lower()
