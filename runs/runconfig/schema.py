from __future__ import annotations

from typing import Any


def json_schema() -> dict[str, Any]:
    """The JSON schema of a run configuration, for an editor's completion."""
    from .configuration import RunConfiguration

    return RunConfiguration.model_json_schema(by_alias=True)
