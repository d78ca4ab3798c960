"""The run: one submission of one snapshot under one configuration version to one compute target."""

import secrets
import time
from collections.abc import Iterable, Mapping

from django.db import models, transaction
from django.db.models import Q, TextChoices
from django.utils import timezone

from computes.models import Target
from studio import doorbell
from studio.models import User, Workspace

from .configuration import ConfigurationVersion
from .data import Dataset
from .environment import EnvironmentVersion
from .event import Event
from .experiment import Experiment
from .run_queryset import RunQuerySet
from .snapshot import Snapshot
from .state import FINAL, WAITING, State, may_follow
from .tag import Tag, changed, refuse


class Run(models.Model):
    """`key` is what people and URLs call it: `<experiment>_<unix seconds>_<8 hex>`, as Azure ML's script runs are called.

    State changes through `move()` alone. Facts that the target tells (exit code, counts of ended processes) are
    written by the supervisor, under the target's fencing token."""

    class Purpose(TextChoices):
        SCRIPT = "script", "Script run"
        SWEEP = "sweep", "Sweep"  # starts trials: no job of its own
        TRIAL = "trial", "Trial"  # of the sweep that is its parent
        CHILD = "child", "Child run"  # lives inside its parent's script: no job of its own
        BUILD = "build", "Environment build"

    # What lists of runs show: a trial is found on its sweep's page, a child on its parent's.
    SUBMITTED = (Purpose.SCRIPT, Purpose.SWEEP)
    WITHOUT_JOB = (Purpose.CHILD, Purpose.SWEEP)

    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="runs")
    key = models.CharField(max_length=300, unique=True)
    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100, blank=True)
    description = models.TextField(blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.SCRIPT)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    # Null for an environment's build alone, which no page or call about runs gives out.
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="runs")
    configuration = models.ForeignKey(ConfigurationVersion, models.PROTECT, null=True, related_name="runs")
    environment = models.ForeignKey(EnvironmentVersion, models.PROTECT, null=True, related_name="runs", db_index=False)
    # Without its own index: SQLite would prefer it to the one of (target, state), and read all runs of the target.
    target = models.ForeignKey(Target, models.PROTECT, related_name="runs", db_index=False)
    arguments = models.JSONField(default=list, blank=True)
    submitted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="runs")
    # What was said at submit instead of what the configuration says: {"script": …, "target": …, "environment": …, …}
    overrides = models.JSONField(default=dict, blank=True)
    priority = models.IntegerField(default=0)
    # What it asks of its target, frozen at submit: {"cpus": number, "memory": bytes, "gpus": how many}; what is left out is not asked for.
    resources = models.JSONField(default=dict, blank=True)
    # The GPUs of its target that are its own while it holds a slot: indexes. None: none were assigned.
    gpus = models.JSONField(null=True, blank=True)
    # Which attempt it is, where a run is submitted again by itself after its machine was lost.
    attempt = models.PositiveSmallIntegerField(default=1)
    submission = models.CharField(max_length=64)
    rerun_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="reruns")

    state = models.CharField(max_length=20, choices=State, default=State.NOT_STARTED)
    since = models.DateTimeField()
    reason = models.TextField(blank=True)
    created = models.DateTimeField()
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    handle = models.JSONField(null=True)
    exit_code = models.IntegerField(null=True)
    signal = models.IntegerField(null=True)
    processes_ended = models.PositiveIntegerField(null=True)
    processes_left = models.PositiveIntegerField(null=True)
    packages = models.TextField(blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    tags = models.JSONField(default=dict, blank=True)
    properties = models.JSONField(default=dict, blank=True)
    # What it reads and writes, frozen at submit: {"inputs": {name: facts}, "outputs": {name: facts}}, as runs/data/resolving.py makes them.
    data = models.JSONField(default=dict, blank=True)
    # The data sets among what it reads, so that a data set finds its runs.
    datasets = models.ManyToManyField(Dataset, related_name="runs", blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "submission"], name="run_once_per_submission"),
            models.UniqueConstraint(fields=["experiment", "number"], name="run_number_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="run_state_known"),
            models.CheckConstraint(
                condition=Q(purpose="build") | Q(snapshot__isnull=False, configuration__isnull=False), name="run_has_code_unless_build"
            ),
            # In order: a set's changes from process to process, and would look like a change to makemigrations.
            models.CheckConstraint(condition=~Q(state__in=sorted(FINAL)) | Q(ended__isnull=False), name="run_ended_when_final"),
        ]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="run_newest_first"),
            models.Index(fields=["workspace", "state", "-id"], name="run_newest_of_state"),
            models.Index(fields=["experiment", "-id"], name="run_newest_of_experiment"),
            # Holds all that a list of environments asks: how often and when each was used.
            models.Index(fields=["environment", "workspace", "purpose", "created"], name="run_of_environment"),
            # What lists count: the runs of a configuration's and of a source's versions, without their children.
            models.Index(fields=["configuration", "purpose"], name="run_of_configuration"),
            models.Index(fields=["snapshot", "purpose"], name="run_of_snapshot"),
            # Not a partial index of the active ones: SQLite uses one only for terms without parameters, and Django's all have them.
            # In the order of the line: whoever is next is found at once, however many wait.
            models.Index(fields=["target", "state", "-priority", "id"], name="run_of_target_in_line"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.experiment} #{self.number}"

    @classmethod
    def create(cls, experiment: Experiment, **fields) -> "Run":
        """A new run and its first event. Inside a transaction; IntegrityError when `submission` was used before."""
        now = timezone.now()
        own = {"key": f"{experiment.name}_{int(time.time())}_{secrets.token_hex(4)}", "since": now, "created": now}
        number = experiment.next_number(child="parent" in fields)
        run = cls.objects.create(workspace=experiment.workspace, experiment=experiment, number=number, **{**own, **fields})
        if run.tags:
            Tag.index(run, run.tags)
        run.note("submitted", after=State.NOT_STARTED, by=fields.get("submitted_by"), at=run.created)
        return run

    @property
    def final(self) -> bool:
        return self.state in FINAL

    @property
    def waits(self) -> bool:
        """Whether it stands in a target's line, and may be taken to another's."""
        return self.state in WAITING and self.purpose in (Run.Purpose.SCRIPT, Run.Purpose.TRIAL)

    @property
    def cancellable(self) -> bool:
        # A child lives in its parent's script: nothing of its own could be ended.
        return not self.final and self.purpose != Run.Purpose.CHILD and may_follow(self.state, State.CANCEL_REQUESTED)

    @property
    def again(self) -> bool:
        """Whether the same can be submitted once more."""
        return self.final and self.purpose in (*Run.SUBMITTED, Run.Purpose.TRIAL)

    @property
    def seconds(self) -> float | None:
        """How long it has been running, or ran; None before its script started."""
        return ((self.ended or timezone.now()) - self.started).total_seconds() if self.started else None

    @property
    def last_seen(self) -> State | None:
        """What it did when its target was reached last; None while that is known for the moment."""
        if self.state != State.NOT_RESPONDING:
            return None
        return State.FINALIZING if self.ended else State.RUNNING if self.started else State.PREPARING

    @property
    def retried(self) -> "Run | None":
        """The run that was submitted by itself because this one was lost with its machine."""
        lost = self.state == State.FAILED and self.target.retries >= self.attempt
        return self.reruns.filter(attempt=self.attempt + 1).select_related("experiment").first() if lost else None

    @property
    def script(self) -> str:
        """What is started: what was said at submit, or else the configuration's."""
        return self.overrides.get("script") or (self.configuration.script if self.configuration else "")

    @property
    def job_id(self) -> str:
        """What the target calls it: short, and its own for ever, even where two studios share a machine."""
        return f"{self.pk}-{self.key[-8:]}"

    def move(self, to: str, reason: str = "", by: User | None = None, at=None, **fields) -> bool:
        """Go to state `to`, write `fields` and the Event with it, and say whether this call was the one that did it.

        `at` is when it happened, where the target knows better than the clock of this moment. False when the table of
        moves forbids it or somebody else moved the run first; nothing is written then. Whoever asks twice
        is told no the second time, so what follows a move happens once."""
        if not may_follow(self.state, to):
            return False
        at = self._when(at)
        changes = {"state": State(to), "since": at, "reason": reason, **self._times(to, at), **fields}
        with transaction.atomic():
            if not Run.objects.filter(pk=self.pk, state=self.state).update(**changes):
                return False
            self.note("state", before=self.state, after=to, text=reason, by=by, at=at)
        for name, value in changes.items():
            setattr(self, name, value)
        return True

    def insist(self, to: str, reason: str = "", **facts) -> bool:
        """`move`, and when somebody else moved the run in this very moment, from where it is then. False when that is forbidden."""
        while not self.move(to, reason, **facts):
            known = self.state
            self.refresh_from_db(fields=["state", "since", "reason", "started", "ended"])
            if self.state == known:
                return False
        return True

    def cancel(self, by: User | None = None, reason: str = "") -> bool:
        """Ask for the end of this run. False when it is over, or was asked for already."""
        return self.cancellable and self.insist(State.CANCEL_REQUESTED, reason or (f"{by} asked for it" if by else ""), by=by)

    def reopen(self, by: User | None, reason: str) -> bool:
        """A sweep that is over goes on; nothing else ever leaves its end. False when it is not over, or no sweep."""
        changes = {"state": State.RUNNING, "since": timezone.now(), "reason": "", "ended": None}
        changes |= {"processes_ended": None, "processes_left": None}
        with transaction.atomic():
            over = Run.objects.filter(pk=self.pk, purpose=Run.Purpose.SWEEP, state__in=FINAL)
            if not over.update(**changes):
                return False
            self.note("state", before=self.state, after=State.RUNNING, text=reason, by=by)
        for name, value in changes.items():
            setattr(self, name, value)
        return True

    def retag(self, tags: Mapping[str, str | None], remove: Iterable[str] = (), by: User | None = None) -> None:
        """Set and remove tags; None is a tag without a value. ValidationError with a sentence where they cannot be kept."""
        with transaction.atomic():
            # SQLite knows no such lock and needs none: one writer at a time.
            before = Run.objects.select_for_update(no_key=True).values_list("tags", flat=True).get(pk=self.pk)
            after = changed(before, tags, remove)
            if after == before:
                return
            refuse(after)
            Run.objects.filter(pk=self.pk).update(tags=after)
            Tag.index(self, after)
            self.tags = after
            self._tell_tags(before, after, by)

    def _tell_tags(self, before: dict, after: dict, by: User | None) -> None:
        if by is None:  # a script may tag a thousand times: it rings, and writes no history
            return self.ring()
        said = [f"{name}={value}" if value else name for name, value in after.items() if (name, value) not in before.items()]
        gone = [f"without {name}" for name in before if name not in after]
        self.note("tagged", ", ".join(said + gone)[:1000], by=by)
        return None

    def note(self, kind: str, text: str = "", by: User | None = None, at=None, before: str = "", after: str = "", **data) -> Event:
        """Write an event, and ring for those who look at this run or its table once it can be read."""
        event = Event.objects.create(run=self, at=at or timezone.now(), kind=kind, text=text, by=by, before=before, after=after, data=data)
        self.ring()
        return event

    def wait_for(self, reason: str) -> None:
        """Say why the run waits, in a sentence. Writes only when the sentence changes, and never onto a state it does not speak of."""
        if Run.objects.filter(pk=self.pk, state=self.state).exclude(reason=reason).update(reason=reason):
            self.reason = reason
            self.ring()

    def ring(self) -> None:
        bells = [doorbell.run(self.pk), doorbell.runs(self.workspace_id), doorbell.target(self.target_id)]
        doorbell.ring_on_commit(*bells, *self.bells_of_sweep)

    @property
    def bells_of_sweep(self) -> list[str]:
        """Whoever advances the sweep, or looks at it, hears of it and of each of its trials."""
        of = self.parent_id if self.purpose == Run.Purpose.TRIAL else self.pk if self.purpose == Run.Purpose.SWEEP else None
        return [doorbell.sweep(of)] if of else []

    def _when(self, at):
        # Clocks of targets differ: a move is never before the one it follows, and never in the future.
        now = timezone.now()
        return now if at is None else min(now, max(at, self.since))

    def _times(self, to: str, at) -> dict:
        times = {}
        if to == State.RUNNING and self.started is None:
            times["started"] = at
        if to == State.FINALIZING or (to in FINAL and self.ended is None):
            times["ended"] = at
        return times
