from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Section(BaseModel):
    """A part of a run configuration: snake_case in Python, camelCase in files, every field with a default.

    What is unknown is not kept here but in the document's text; an explicit null is None, for whole sections too."""

    # Built when first used: building all sections takes longer than a web process should wait at its start.
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", defer_build=True, protected_namespaces=())

    def tree(self) -> dict[str, Any]:
        """The camelCase JSON form, defaults filled in."""
        return self.model_dump(by_alias=True, mode="json")


def said(default: Any, description: str, **more: Any) -> Any:
    """A field with its default and the sentence that an editor shows for it."""
    if callable(default) or isinstance(default, (list, dict)):
        factory = default if callable(default) else default.copy
        return Field(default_factory=factory, description=description, **more)
    return Field(default=default, description=description, **more)
