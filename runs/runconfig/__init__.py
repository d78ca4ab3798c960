"""The run configuration of Azure ML v1: read leniently, typed, checked, and written back with nothing changed but what was edited.

Plain Python, no Django. What costs time to import (pydantic's models, ruamel) is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import RunconfigError
from .values import Finding, Known

if TYPE_CHECKING:
    from .companions import conda_path, environment_path, resolve_name
    from .conda import CondaFile
    from .configuration import RunConfiguration
    from .document import Document
    from .linting import lint
    from .schema import json_schema

__all__ = [
    "CondaFile",
    "Document",
    "Finding",
    "Known",
    "RunConfiguration",
    "RunconfigError",
    "conda_path",
    "environment_path",
    "json_schema",
    "lint",
    "resolve_name",
]

_HOMES = {
    "CondaFile": "conda",
    "Document": "document",
    "RunConfiguration": "configuration",
    "conda_path": "companions",
    "environment_path": "companions",
    "json_schema": "schema",
    "lint": "linting",
    "resolve_name": "companions",
}


def __getattr__(name: str) -> Any:
    """PEP 562: the modules behind these names load when somebody uses them."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
