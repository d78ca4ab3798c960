"""Workbench run configurations of 2017 and 2018, which named things otherwise and kept the target in a `.compute` file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .errors import RunconfigError
from .nodes import Map, plain
from .reading import read_nodes
from .shape import NOTHING
from .tree import values

DOCKER = {"remotedocker", "localdocker", "amlcompute", "containerinstance"}
# Microsoft's examples call the script "$file": Workbench put the open file there.
OPEN_FILE = "$file"


def is_legacy(written: dict[str, Any]) -> bool:
    """No environment, and at least one key that only Workbench wrote."""
    return "environment" not in written and bool({"argumentVector", "condaDependenciesFile", "trackedRun"} & written.keys())


def convert(written: dict[str, Any], beside: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The same in today's form, and a sentence for each thing that changed its meaning. `beside`: files of its folder, by name."""
    old = plain(written)
    notes = ["This is a Workbench run configuration of 2017 or 2018; it is read in today's form, and an edit writes it so."]
    tree: dict[str, Any] = _head(old, notes)
    tree["environment"] = {"environmentVariables": old.get("environmentVariables") or {}, "python": _python(old)}
    tree["history"] = {"outputCollection": bool(old.get("trackedRun", True))}
    _add_compute(tree, str(old.get("target") or "local"), beside, notes)
    _add_spark(tree, str(old.get("sparkDependenciesFile") or ""), beside, notes)
    _tell_of_dropped(old, notes)
    return tree, notes


def _head(old: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    vector = old.get("argumentVector") or []
    if not isinstance(vector, list):
        vector = [vector]
    script, *arguments = vector or [""]
    if script == OPEN_FILE:
        script = None
        notes.append('Its script is "$file", the file that was open in Workbench; say which script to run.')
    return {
        "script": script or None,
        "arguments": arguments,
        "target": old.get("target") or "local",
        "framework": old.get("framework") or "Python",
    }


def _python(old: dict[str, Any]) -> dict[str, Any]:
    path = old.get("condaDependenciesFile")
    return {"userManagedDependencies": False, **({"condaDependenciesFile": path} if path else {})}


def _add_compute(tree: dict[str, Any], target: str, beside: Mapping[str, str], notes: list[str]) -> None:
    name = f"{target}.compute"
    if name not in beside:
        if target != "local":
            notes.append(f"Its target is described in {name}, which is not there; the compute target {target} of this workspace is used.")
        return
    compute = _plain_map(beside[name], name)
    environment = tree["environment"]
    if str(compute.get("type", "")).lower() in DOCKER:
        environment.setdefault("docker", {})["enabled"] = True
    for key, put in _COMPUTE.items():
        if compute.get(key) is not None:
            put(tree, compute[key])
    if "address" in compute:
        notes.append(f"{name} names the machine {compute['address']}; add it as the compute target {target}. Its password was not read.")


_COMPUTE: dict[str, Callable[[dict[str, Any], Any], None]] = {
    "baseDockerImage": lambda tree, value: tree["environment"].setdefault("docker", {}).update(baseImage=value),
    "sharedVolumes": lambda tree, value: tree["environment"].setdefault("docker", {}).update(sharedVolumes=value),
    "nvidiaDocker": lambda tree, value: tree["environment"].setdefault("docker", {}).update(gpuSupport=value),
    "pythonLocation": lambda tree, value: tree["environment"]["python"].update(interpreterPath=value),
    "userManagedEnvironment": lambda tree, value: tree["environment"]["python"].update(userManagedDependencies=value),
    "yarnDeployMode": lambda tree, value: tree.update(hdi={"yarnDeployMode": value}),
    "nodeCount": lambda tree, value: tree.update(nodeCount=value),
}


def _add_spark(tree: dict[str, Any], path: str, beside: Mapping[str, str], notes: list[str]) -> None:
    name = path.rpartition("/")[2]
    if str(tree["framework"]).lower() != "pyspark":
        return
    if name not in beside:
        notes.append(f"Its Spark settings are in {path or 'spark_dependencies.yml'}, which is not there; Spark's defaults are used.")
        return
    spark = _plain_map(beside[name], name)
    tree["spark"] = {"configuration": spark.get("configuration") or {}}
    tree["environment"]["spark"] = {"repositories": spark.get("repositories") or [], "packages": spark.get("packages") or []}


def _plain_map(text: str, name: str) -> dict[str, Any]:
    try:
        node = read_nodes(text)
    except RunconfigError as error:
        raise RunconfigError(f"{name}, line {error.line or 1}: {error.sentence}") from None
    return plain(values(node, NOTHING)) if isinstance(node, Map) else {}


def _tell_of_dropped(old: dict[str, Any], notes: list[str]) -> None:
    for key, name in (
        ("useSampling", "UseSampling"),
        ("dataSourceSettings", "DataSourceSettings"),
        ("dataSourceSubstitutions", "DataSourceSubstitutions"),
    ):
        if old.get(key):
            notes.append(f"{name} belonged to Workbench's data preparation, which no longer exists; it is left out.")
