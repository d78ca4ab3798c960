"""Run configurations that an ignore file leaves out of a snapshot, as the one that `az ml folder attach` wrote does.

They are no part of the code that runs, but people import them. So their contents are kept in the store beside the snapshot, and
its facts name them: {"aside": {path: hash}}.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

ASIDE = "aside"
FOLDERS = (".azureml/", "aml_config/")
MOST_FILES = 50
MOST_BYTES = 256 * 1024


def is_configuration(path: str, size: int = 0) -> bool:
    """Whether a file may be a run configuration or lie beside one: what Azure ML kept at the top of a project."""
    return path.startswith(FOLDERS) and size <= MOST_BYTES


def left_out(sizes: Mapping[str, int], kept: Container[str]) -> list[str]:
    """Those of a folder's files that are kept aside."""
    return sorted(path for path, size in sizes.items() if path not in kept and is_configuration(path, size))[:MOST_FILES]


def facts(found: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {ASIDE: dict(found)} if found else {}
