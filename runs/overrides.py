"""What is said at submit instead of what the configuration says, for one run alone."""

from dataclasses import dataclass
from typing import Any

from computes.models import Target
from runs import sizes
from runs.models import ConfigurationVersion
from runs.runconfig import Document
from studio.models import Workspace


@dataclass(frozen=True)
class Overrides:
    """None: as the configuration says. `environment` is a registered one, "name" or "name:version"."""

    script: str | None = None
    arguments: list[str] | None = None
    target: Target | None = None
    environment: str | None = None
    priority: int | None = None
    resources: dict[str, Any] | None = None  # as runs/resources.py reads them; what it leaves out is the configuration's

    def asked(self, version: ConfigurationVersion) -> dict[str, Any]:
        """What the run asks of its target."""
        return version.resources | (self.resources or {})

    def kept(self, version: ConfigurationVersion) -> dict[str, Any]:
        """What differs from the configuration, as the run keeps it."""
        said = {
            "script": (self.script, version.script),
            "arguments": (self.arguments, version.arguments),
            "target": (self.target and self.target.name, version.target_name),
            "environment": (self.environment, None),
            "priority": (self.priority, version.priority),
            "resources": (self._differing(version.resources) or None, None),
        }
        return {name: mine for name, (mine, own) in said.items() if mine not in (None, "") and mine != own}

    def _differing(self, own: dict[str, Any]) -> dict[str, Any]:
        return {name: amount for name, amount in (self.resources or {}).items() if amount != own.get(name)}


NOTHING = Overrides()


def target_of(workspace: Workspace, version: ConfigurationVersion, overrides: Overrides) -> Target | None:
    """Where it would run: a target that was added under this name after the version was saved is found too."""
    return overrides.target or version.target or workspace.targets.filter(name=version.target_name).first()


def document_of(version: ConfigurationVersion, overrides: Overrides) -> Document:
    """The configuration as this run takes it, for the linter: where its lines are those of the version's own text, they stay so."""
    document = Document.read(version.text)
    if overrides.script:
        document.set("script", overrides.script)
        document.unset("command")
    if overrides.target:
        document.set("target", overrides.target.name)
    for name, said in (overrides.resources or {}).items():
        document.set(f"resources.{name}", sizes.write(said) if name == "memory" else said)
    if overrides.environment:
        name, _, number = overrides.environment.partition(":")
        document.unset("environment")
        document.set("environment", {"name": name, **({"version": number} if number else {})})
    return document
