"""The run of a script that is in no run: what it logs is printed, as v1 did."""

from __future__ import annotations

import uuid
from typing import Any


class OfflineRun:
    def __init__(self) -> None:
        self.id = self.name = f"OfflineRun_{uuid.uuid4()}"
        self.tags: dict[str, Any] = {}
        self.properties: dict[str, Any] = {}
        self.input_datasets: dict[str, Any] = {}
        self.experiment = self.parent = None

    def log(self, name: str, value: Any, description: str = "", step: int | None = None) -> None:
        print(f"Attempted to log scalar metric {name}:\n{value}")

    def log_list(self, name: str, value: list, description: str = "") -> None:
        print(f"Attempted to log list metric {name}:\n{value}")

    def log_row(self, name: str, description: str | None = None, **columns: Any) -> None:
        print(f"Attempted to log row metric {name}:\n{columns}")

    def log_table(self, name: str, value: dict[str, list], description: str = "") -> None:
        print(f"Attempted to log table metric {name}:\n{value}")

    def log_image(self, name: str, path: str | None = None, plot: Any = None, description: str = "") -> None:
        print(f"Attempted to log image metric {name}:\n{path or plot}")

    def tag(self, key: str, value: Any = None) -> None:
        self.tags[key] = value

    def set_tags(self, tags: dict[str, Any]) -> None:
        self.tags.update(tags)

    def get_tags(self) -> dict[str, Any]:
        return self.tags

    def get_status(self) -> str:
        return "Running"

    def _nothing(self, *_: Any, **__: Any) -> None:
        """There is nowhere to keep it."""

    upload_file = upload_files = upload_folder = flush = complete = fail = cancel = _nothing
