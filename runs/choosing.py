"""What somebody is about to submit: from the few things they chose to everything that would run, problems included."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from computes.models import Target
from runs import resources, submission
from runs.configuring import describing
from runs.configuring.describing import Words
from runs.forms.fields import ArgumentsField, PairsField, ResourceField
from runs.models import Configuration, ConfigurationVersion, Fetch, Run, Snapshot, Source
from runs.overrides import NOTHING, Overrides, target_of
from studio.keys import key
from studio.models import Member, Workspace

RESOURCES = {name: ResourceField(name, required=False) for name in resources.NAMES}


@dataclass
class Choice:
    """Nothing of it is None or empty once there is a source with files and a configuration, and no problem."""

    source: Source | None = None
    snapshot: Snapshot | None = None
    version: ConfigurationVersion | None = None
    arguments: list[str] = field(default_factory=list)
    script: str = ""
    target: Target | None = None
    environment: str = ""  # a registered one instead of the configuration's, "name" or "name:version"
    priority: int | None = None
    resources: dict[str, Any] = field(default_factory=dict)  # said for this run alone
    tags: dict[str, str] = field(default_factory=dict)
    experiment: str = ""
    name: str = ""
    fetch: Fetch | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def configuration(self) -> Configuration | None:
        return self.version.configuration if self.version else None

    @property
    def command_line(self) -> str:
        if self.version is None:
            return ""
        own = self.version.command and self.script == self.version.script
        return self.version.command_line if own else shlex.join(["python", self.script, *self.arguments])

    @property
    def overrides(self) -> Overrides:
        """What differs from the version; its own values are no override."""
        script = self.script if self.version and self.script != self.version.script else None
        target = self.target if self.version and self.target and self.target.name != self.version.target_name else None
        return Overrides(script or None, self.arguments, target, self.environment or None, self.priority, self.resources)

    @property
    def changed(self) -> bool:
        """Whether something was said for this run alone that stands behind the disclosure."""
        mine = self.overrides
        return bool(mine.script or mine.target or mine.environment or self.priority is not None or self.resources or self.tags)

    @property
    def asked(self) -> str:
        """What of the target is kept for the run, in words."""
        return resources.words(self.overrides.asked(self.version)) if self.version else ""

    @property
    def environment_words(self) -> Words:
        return describing.environment(self.version, self.environment) if self.version else Words("")

    @property
    def ready(self) -> bool:
        """Whether it may be submitted as it stands. A fetch under way is about to change the snapshot."""
        fetching = self.fetch is not None and self.fetch.under_way
        return bool(self.snapshot and self.version and not self.problems and not fetching)


def choose(member: Member, asked: Mapping[str, str], changed: str = "") -> Choice:
    """What `asked` comes to: source, snapshot (its number), configuration, version, experiment, fetch, and for this run alone
    arguments, script, target, environment, priority, cpus, memory, gpus and tags.

    What was not asked for is guessed: the member's last submission, then what belongs together. `changed` names the
    one field that was touched last; the others follow it."""
    workspace = member.workspace
    choice = Choice(experiment=asked.get("experiment", ""), name=asked.get("name", ""))
    choice.source = _one(workspace.sources, asked.get("source"))
    configuration = _one(workspace.configurations.select_related("source"), asked.get("configuration"))
    if not choice.source and not configuration:
        choice.source, configuration = _as_last_time(member)
    choice.source = choice.source or (configuration and configuration.source) or workspace.sources.order_by("-pk").first()
    configuration = _fitting(workspace, configuration, choice.source, changed)
    before = _choose_version(choice, configuration, asked)
    _choose_snapshot(choice, asked, changed)
    _choose_experiment(choice, before)
    _find_problems(member, choice)
    return choice


def _as_last_time(member: Member) -> tuple[Source | None, Configuration | None]:
    mine = member.workspace.runs.submitted().filter(submitted_by=member.user).order_by("-pk")
    last = mine.select_related("snapshot__source", "configuration__configuration__source").first()
    return (last.snapshot.source, last.configuration.configuration) if last else (None, None)


def _fitting(workspace: Workspace, configuration: Configuration | None, source: Source | None, changed: str) -> Configuration | None:
    """The configuration that goes with the source: the one asked for, unless the source was changed away under it."""
    offered = workspace.configurations.select_related("source")
    suggested = offered.filter(source=source).order_by("pk").first() if source else None
    if configuration is None:
        return suggested or offered.order_by("pk").first()
    foreign = configuration.source is not None and configuration.source != source
    return suggested if changed == "source" and foreign and suggested else configuration


def _choose_version(choice: Choice, configuration: Configuration | None, asked: Mapping[str, str]) -> Configuration | None:
    """The version that was shown, so that what runs is what was seen; the newest of a configuration chosen just now.

    Gives back the configuration that was shown before, if it was another."""
    if configuration is None:
        return None
    versions = ConfigurationVersion.objects.select_related("target", "configuration__source", "configuration__workspace")
    shown = _one(versions.filter(configuration__workspace=configuration.workspace_id), asked.get("version"))
    same = shown is not None and shown.configuration == configuration
    choice.version = shown if same else versions.filter(configuration=configuration).order_by("-number").first()
    if choice.version:
        _choose_overrides(choice, choice.version, asked if same else {})
    return shown.configuration if shown and not same else None


def _choose_overrides(choice: Choice, version: ConfigurationVersion, asked: Mapping[str, str]) -> None:
    """What was said for this run alone; what was not said is the version's."""
    targets = version.configuration.workspace.targets
    choice.target = _one(targets, asked.get("target")) or target_of(version.configuration.workspace, version, NOTHING)
    choice.script = asked.get("script", "").strip()[:500] or version.script
    choice.environment = asked.get("environment", "").strip()[:300]
    choice.arguments = _read(choice, ArgumentsField(required=False), asked["arguments"]) if "arguments" in asked else version.arguments
    choice.priority = _read(choice, forms.IntegerField(required=False, min_value=-1000, max_value=1000), asked.get("priority", ""))
    choice.resources = {name: amount for name in RESOURCES if (amount := _read(choice, RESOURCES[name], asked.get(name, ""))) is not None}
    choice.tags = _read(choice, PairsField(required=False), asked.get("tags", "")) or {}


def _read(choice: Choice, field: forms.Field, text: str) -> Any:
    try:
        return field.clean(text)
    except ValidationError as error:
        choice.problems += error.messages
        return field.clean("")


def _choose_snapshot(choice: Choice, asked: Mapping[str, str], changed: str) -> None:
    if choice.source is None:
        return
    snapshots = choice.source.snapshots.select_related("source__workspace")
    choice.fetch = _one(choice.source.fetches.select_related("snapshot"), asked.get("fetch"))
    number = key(asked.get("snapshot")) if changed != "source" else None
    if choice.fetch and choice.fetch.snapshot:
        number = choice.fetch.snapshot.number
    wanted = snapshots.filter(number=number).first() if number is not None else None
    choice.snapshot = wanted or snapshots.order_by("-number").first()


def _choose_experiment(choice: Choice, before: Configuration | None) -> None:
    untouched = not choice.experiment or (before is not None and choice.experiment == _usual_experiment(before))
    if untouched and choice.configuration:
        choice.experiment = _usual_experiment(choice.configuration)


def _usual_experiment(configuration: Configuration) -> str:
    """Where its last run went, else its own name as an experiment's."""
    last = Run.objects.filter(configuration__configuration=configuration).order_by("-pk").values_list("experiment__name", flat=True).first()
    return last or slugify(configuration.name) or "runs"


def _find_problems(member: Member, choice: Choice) -> None:
    if choice.source and not choice.snapshot:
        choice.problems.append(f"{choice.source} holds no files yet. Upload them, or fetch its repository, first.")
    if choice.snapshot and choice.version:
        choice.problems += submission.problems(member, choice.snapshot, choice.version, choice.overrides)


def _one(rows, asked: str | None):
    """The row that is asked for, among those that this member may see."""
    return rows.filter(pk=pk).first() if (pk := key(asked)) is not None else None
