"""The definition of a sweep: read from an hdconfig.yml or from values, checked, and written back with nothing changed but what was edited.

Plain Python, no Django. What costs time to import is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.runconfig.values import Finding

from .command_line import arguments, collisions, flag
from .limits import LIMITS

if TYPE_CHECKING:
    from .document import Document
    from .editing import edited
    from .reading import Reading, problems, read, read_values
    from .wire import from_wire, space_from_wire, space_to_wire, to_wire
    from .writing import tree, write

__all__ = [
    "LIMITS",
    "Document",
    "Finding",
    "Reading",
    "arguments",
    "collisions",
    "edited",
    "flag",
    "from_wire",
    "problems",
    "read",
    "read_values",
    "space_from_wire",
    "space_to_wire",
    "to_wire",
    "tree",
    "write",
]

_HOMES = {
    "Document": "document",
    "Reading": "reading",
    "edited": "editing",
    "from_wire": "wire",
    "problems": "reading",
    "read": "reading",
    "read_values": "reading",
    "space_from_wire": "wire",
    "space_to_wire": "wire",
    "to_wire": "wire",
    "tree": "writing",
    "write": "writing",
}


def __getattr__(name: str) -> Any:
    """PEP 562: the modules behind these names load when somebody uses them."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
