"""Files of the run: announced, then sent to an address of the relay's own, and read back from one."""

from __future__ import annotations

import os
from urllib.parse import quote

from .book import Book, iso
from .files import Files

ORIGIN = "ExperimentRun"


class Artifacts:
    def __init__(self, book: Book, files: Files, url: str, token: str) -> None:
        self.book, self.files, self.url, self.token = book, files, url, token

    def announce(self, container: str, body: dict) -> dict:
        """Room for files of these names; one that is there already is refused, as the service did."""
        artifacts, contents, errors = {}, {}, {}
        for path in [asked["path"] for asked in body.get("paths") or []]:
            if os.path.exists(self.files.place(self.name(container, path))):
                message = f"Resource Conflict: ArtifactId {ORIGIN}/{container}/{path} already exists."
                errors[path] = {"error": {"code": "UserError", "message": message}}
            else:
                artifacts[path], contents[path] = self.artifact(container, path), self.content(container, path)
        return {"artifacts": artifacts, "artifactContentInformation": contents, "errors": errors}

    def listed(self, container: str, prefix: str = "") -> dict:
        return {"value": [self.artifact(container, path) for path in self._paths(container, prefix)]}

    def contents(self, container: str, prefix: str) -> dict:
        return {"value": [self.content(container, path) for path in self._paths(container, prefix)]}

    def artifact(self, container: str, path: str) -> dict:
        own = {"artifactId": f"{ORIGIN}/{container}/{path}", "origin": ORIGIN, "container": container, "path": path}
        return {**own, "etag": None, "createdTime": iso(), "dataPath": None, "tags": None}

    def content(self, container: str, path: str) -> dict:
        address = f"{self.url}/content/{self.token}/{quote(self.name(container, path))}"
        return {"contentUri": address, "origin": ORIGIN, "container": container, "path": path, "tags": None}

    def name(self, container: str, path: str) -> str:
        """A child's files are kept under its id, among those of the run that it lives in."""
        run_id = container[len("dcid.") :] if container.startswith("dcid.") else container
        return path if run_id == self.book.own else f"{self.book.mine(run_id)['runId']}/{path}"

    def _paths(self, container: str, prefix: str) -> list[str]:
        start = len(self.name(container, ""))
        return [name[start:] for name in self.files.names(self.name(container, prefix))]
