"""A project folder and the studio it belongs to: `.azureml/config.json`, and the files that `folder attach` puts there."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any

from .connection import StudioError
from .runconfigs import configuration_folder

TEMPLATES = Path(__file__).parent / "templates"
FILES = ("config.json", "project.json")


def attach(project: Path, studio: str, workspace: str, experiment: str, targets: dict[str, str]) -> list[Path]:
    """Write what is not there yet, and config.json in any case; the files written. `targets` are names with their kinds."""
    folder = configuration_folder(project)
    folder.mkdir(exist_ok=True)
    config = folder / "config.json"
    config.write_text(json.dumps(facts(studio, workspace, experiment, _known(config)), indent=4) + "\n")
    wanted = {
        folder / name: _configuration(name, kind, folder.name) for name, kind in {"local": "local", **targets}.items() if "/" not in name
    }
    wanted |= {folder / "conda_dependencies.yml": _template("conda_dependencies.yml"), project / ".amlignore": _template("amlignore")}
    fresh = {path: text for path, text in wanted.items() if not path.exists() and not path.with_suffix(".runconfig").exists()}
    for path, text in fresh.items():
        path.write_text(text)
    return [config, *fresh]


def facts(studio: str, workspace: str, experiment: str, known: dict[str, Any]) -> dict[str, Any]:
    """`Id` and `Scope` are as Azure ML's tools read them; the studio they are in is ours."""
    scope = f"/subscriptions/{uuid.UUID(int=0)}/resourceGroups/trainshed/providers/Microsoft.MachineLearningServices"
    return {
        "Id": known.get("Id") or str(uuid.uuid4()),
        "Scope": f"{scope}/workspaces/{workspace}/projects/{experiment}",
        "studio": studio,
        "workspace": workspace,
        "experiment": experiment,
    }


def find(path: Path) -> Path | None:
    """The nearest config file of a folder or those above it, in the order in which Azure ML looked for it."""
    at = path.resolve()
    for folder in (at, *at.parents):
        for place in (".azureml", "aml_config", "."):
            for name in FILES:
                if (found := folder / place / name).is_file():
                    return found
    return None


def attached(file: Path) -> dict[str, str]:
    """`studio`, `workspace` and `experiment`, as far as the file says them; Azure's own forms have no studio."""
    known = _known(file, strict=True)
    names = str(known.get("Scope") or "").split("/")
    scope = dict(zip(names[1::2], names[2::2]))
    found = {
        "studio": known.get("studio"),
        "workspace": known.get("workspace") or scope.get("workspaces") or known.get("workspace_name"),
        "experiment": known.get("experiment") or scope.get("projects"),
    }
    return {name: str(value) for name, value in found.items() if value}


def of(project: Path) -> dict[str, str]:
    """What a folder is attached to; empty when it is not."""
    file = find(project)
    return attached(file) if file else {}


def _known(file: Path, strict: bool = False) -> dict[str, Any]:
    try:
        known = json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except ValueError:
        known = None
    if isinstance(known, dict):
        return known
    if strict:
        raise StudioError(f"{file} cannot be read as JSON. Remove it, and attach the folder again: trainshed folder attach")
    return {}


def _configuration(target: str, kind: str, folder: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][\w-]*", target) and target.lower() not in ("true", "false", "null")
    text = _template("runconfig.yml").replace("TARGET", target if plain else json.dumps(target)).replace(".azureml/", f"{folder}/")
    return text.replace("framework: Python", "framework: PySpark") if kind == "hdinsight" else text


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text()
