"""The studio for programs:

studio = trainshed.Studio("http://127.0.0.1:8000", "tsd_…")
run = studio.submit("digits", "train", arguments=["--epochs", "3"]).wait()
print(run.state, run.metrics)
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from . import login
from .connection import Connection, StudioError
from .instances import Instance
from .runs import Run
from .sources import Source
from .sweeps import Sweep
from .targets import Target
from .values import Configuration, Experiment, Me, Member, safe, told

__all__ = ["Studio", "StudioError"]


class Studio:
    """A workspace of a studio, as the member whose token it is. Without arguments: the environment's, or the last `trainshed login`."""

    def __init__(self, url: str | None = None, token: str | None = None, timeout: float = 60.0):
        self.connection = Connection(*login.known(url, token), timeout=timeout)

    @property
    def url(self) -> str:
        return self.connection.url

    def me(self) -> Me:
        return told(Me, self.connection.get("/me"), self.connection)

    def members(self) -> Iterator[Member]:
        return self._all(Member, "/members")

    # -- runs ----------------------------------------------------------------------------------------------------------

    def submit(
        self,
        experiment: str,
        configuration: str,
        source: str | None = None,
        snapshot: int | None = None,
        version: int | None = None,
        arguments: list[str] | None = None,
        name: str = "",
        submission: str | None = None,
        priority: int | None = None,
        resources: dict[str, Any] | None = None,
    ) -> Run:
        """Submit a run: the newest snapshot of the configuration's own source, its newest version, its own arguments, unless others are
        named. `resources` goes over the configuration's: {"cpus": 2, "memory": "8g", "gpus": 1}. The same `submission` (any text of
        yours) again gives the run of the first time."""
        wanted = {
            "experiment": experiment,
            "configuration": configuration,
            "source": source,
            "snapshot": snapshot,
            "version": version,
            "arguments": arguments,
            "name": name,
            "priority": priority,
            "resources": resources,
            "submission": submission or uuid.uuid4().hex,
        }
        return told(Run, self.connection.post("/runs", wanted), self.connection)

    def run(self, key: str) -> Run:
        return told(Run, self.connection.get(f"/runs/{safe(key)}"), self.connection)

    def runs(
        self,
        experiment: str | None = None,
        state: str | None = None,
        mine: bool = False,
        limit: int | None = None,
        target: str | None = None,
        tags: list[str] | None = None,
    ) -> Iterator[Run]:
        """Newest first; `state` is one such as Running, or `active`; each of `tags` is `name` or `name=value`."""
        return self._all(Run, "/runs", limit, experiment=experiment, state=state, mine=mine or None, target=target, tag=tags or None)

    def sweeps(self, limit: int | None = None) -> Iterator[Run]:
        """The newest first; `sweep(key)` tells more of one."""
        return self._all(Run, "/sweeps", limit)

    def sweep(self, key: str) -> Sweep:
        return told(Sweep, self.connection.get(f"/sweeps/{safe(key)}"), self.connection)

    def submit_sweep(
        self,
        experiment: str,
        configuration: str,
        hdconfig: str | None = None,
        definition: dict[str, Any] | None = None,
        submission: str | None = None,
        **said: Any,
    ) -> Sweep:
        """Search a space with a script that the studio has. The definition is the text of an hdconfig.yml, or its keys as values; `said` is
        what else POST /sweeps takes: source, snapshot, script, arguments, target, name, tags, resume_from, …"""
        defined = {"hdconfig": hdconfig, "definition": definition, "submission": submission or uuid.uuid4().hex}
        wanted = {"experiment": experiment, "configuration": configuration, **defined, **said}
        return told(Sweep, self.connection.post("/sweeps", wanted), self.connection)

    def preview_sweep(self, hdconfig: str, **asked: Any) -> dict[str, Any]:
        """What is wrong with the text of an hdconfig.yml, by line and column, and what its first trials would be; nothing is started."""
        return self.connection.post("/sweeps/previews", {"hdconfig": hdconfig, **asked})

    def experiments(self, limit: int | None = None) -> Iterator[Experiment]:
        return self._all(Experiment, "/experiments", limit)

    def experiment(self, name: str) -> Experiment:
        return told(Experiment, self.connection.get(f"/experiments/{safe(name)}"), self.connection)

    def new_experiment(self, name: str) -> Experiment:
        """The experiment of this name, made when there is none."""
        return told(Experiment, self.connection.post("/experiments", {"name": name}), self.connection)

    # -- sources -------------------------------------------------------------------------------------------------------

    def sources(self, limit: int | None = None) -> Iterator[Source]:
        return self._all(Source, "/sources", limit)

    def source(self, name: str) -> Source:
        return told(Source, self.connection.get(f"/sources/{safe(name)}"), self.connection)

    def new_source(self, name: str, description: str = "") -> Source:
        """A source for uploads."""
        return told(Source, self.connection.post("/sources", {"name": name, "description": description}), self.connection)

    def link(
        self, name: str, git_url: str, git_ref: str = "", description: str = "", git_user: str = "", token: str = "", deploy_key: str = ""
    ) -> Source:
        """A source that is a git repository."""
        wanted = {"name": name, "git_url": git_url, "git_ref": git_ref, "description": description}
        secret = {"git_user": git_user, "token": token, "deploy_key": deploy_key}
        return told(Source, self.connection.post("/sources", wanted | secret), self.connection)

    # -- configurations ------------------------------------------------------------------------------------------------

    def configurations(self, limit: int | None = None) -> Iterator[Configuration]:
        return self._all(Configuration, "/configurations", limit)

    def configuration(self, name: str, version: int | None = None) -> Configuration:
        return told(Configuration, self.connection.get(f"/configurations/{safe(name)}", version=version), self.connection)

    def new_configuration(self, name: str, script: str, target: str, **fields: Any) -> Configuration:
        """`fields`: arguments, environment, variables, max_seconds, source."""
        wanted = {"name": name, "script": script, "target": target, **fields}
        return told(Configuration, self.connection.post("/configurations", wanted), self.connection)

    def revise(self, name: str, script: str, target: str, **fields: Any) -> Configuration:
        """The next version of a configuration, or its newest when it says the same already."""
        wanted = {"script": script, "target": target, **fields}
        return told(Configuration, self.connection.post(f"/configurations/{safe(name)}/versions", wanted), self.connection)

    def keep_configuration(
        self, name: str, text: str, companions: dict[str, str] | None = None, source: str | None = None
    ) -> Configuration:
        """A text of Azure ML's form as the next version of the configuration of this name, made when there is none."""
        wanted = {"name": name, "text": text, "companions": companions or {}, "source": source}
        try:
            self.configuration(name)
        except StudioError as error:
            if error.status != 404:
                raise
            return told(Configuration, self.connection.post("/configurations", wanted), self.connection)
        return told(Configuration, self.connection.post(f"/configurations/{safe(name)}/versions", wanted), self.connection)

    # -- compute targets and instances ---------------------------------------------------------------------------------

    def targets(self, retired: bool = False) -> Iterator[Target]:
        return self._all(Target, "/targets", retired=retired or None)

    def target(self, name: str) -> Target:
        return told(Target, self.connection.get(f"/targets/{safe(name)}"), self.connection)

    def register(
        self, name: str, kind: str, options: dict[str, Any] | None = None, secrets: dict[str, str] | None = None, **facts: Any
    ) -> Target:
        """A new compute target, still a draft: `target.ask("check").wait()` tests it, `target.trust(fingerprint)` pins the host key that it
        shows, and `target.set_mode("open")` lets runs be sent to it."""
        wanted = {"name": name, "kind": kind, "options": options or {}, "secrets": secrets or {}, **facts}
        return told(Target, self.connection.post("/targets", wanted), self.connection)

    def instances(self) -> Iterator[Instance]:
        """The compute instances that you may see."""
        return self._all(Instance, "/instances")

    def instance(self, name: str) -> Instance:
        return told(Instance, self.connection.get(f"/instances/{safe(name)}"), self.connection)

    def new_instance(self, name: str, **facts: Any) -> Instance:
        """A compute instance of your own. `facts`: host (a target with Docker), image, cpus, memory, gpus, idle_minutes."""
        return told(Instance, self.connection.post("/instances", {"name": name, **facts}), self.connection)

    def adopt(self, target: str, owner: str, start: list[str], stop: list[str], idle_minutes: int | None = None) -> Instance:
        """An SSH machine becomes the compute instance of this person; the commands, lists of words, run on the studio's machine."""
        wanted = {"target": target, "owner": owner, "start": start, "stop": stop, "idle_minutes": idle_minutes}
        return told(Instance, self.connection.post("/instances/adoptions", wanted), self.connection)

    def _all(self, kind: type, path: str, limit: int | None = None, **query: Any) -> Iterator[Any]:
        return (told(kind, facts, self.connection) for facts in self.connection.pages(path, limit, **query))
