"""Child runs: begun and ended by lines of the script that they live in. They have no job of their own."""

import re
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from runs.models import Run, State

from .lines import Fact, text
from .notices import Notices
from .sayings import ERROR, plain

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,255}")
MOST = 2_000  # of one run, those of its children included
DEEPEST = 8
ENDS = (State.COMPLETED, State.FAILED, State.CANCELED)
# What a child has of the run that it lives in.
SHARED = ["snapshot", "configuration", "environment", "target", "submitted_by"]


class Children:
    """The child runs of one run and theirs, by the ids that the script knows them by."""

    def __init__(self, run: Run, notices: Notices):
        self.run, self.notices = run, notices
        self.known = {child.key: child for child in family(run)}
        self.depths = {child.key: self._depth(child) for child in self.known.values()}

    def tell(self, fact: Fact) -> None:
        """Begin a child, or say how it goes on."""
        told = fact.told
        child = self.known.get(str(told.get("id"))) or self._begin(told, fact.at)
        if child is None:
            return
        if told.get("name") and child.name != (name := text(told["name"], 100)):
            Run.objects.filter(pk=child.pk).update(name=name)
            child.name = name
        if told.get("state") in ENDS:
            end(child, told["state"], self._reason(child, told["state"]), fact.at)

    def _begin(self, told: dict, at) -> Run | None:
        key = str(told.get("id"))
        parent: Run | None = self.run
        if told.get("parent") is not None and told["parent"] != self.run.key:
            parent = self.known.get(str(told["parent"]))
        if parent is None or not ID.fullmatch(key) or key == "new":
            return self._refuse("child", f"{key[:60]!r} cannot be the id of a child run, so what it logs is left in metrics.jsonl.")
        depth = self.depths.get(parent.key, 0) + 1
        if len(self.known) >= MOST or depth > DEEPEST:
            return self._refuse(
                "children", f"A run has {MOST:,} child runs at most, {DEEPEST} deep: further ones are left in metrics.jsonl."
            )
        child = self._create(parent, key, told, at)
        if child is None:
            return self._refuse("child", f"{key[:60]} is another run of this studio, so it cannot be a child of this one.")
        self.known[key], self.depths[key] = child, depth
        return child

    def _create(self, parent: Run, key: str, told: dict, at) -> Run | None:
        begun = min(timezone.now(), max(at or self.run.created, self.run.created))
        shared = {f"{name}_id": getattr(self.run, f"{name}_id") for name in SHARED}
        own = {"key": key, "parent": parent, "purpose": Run.Purpose.CHILD, "created": begun, "since": begun}
        labels = {"name": text(told.get("name"), 100), "tags": plain(told.get("tags"))}
        submission = f"child-{sha256(key.encode()).hexdigest()[:50]}"
        try:
            with transaction.atomic():
                child = Run.create(self.run.experiment, submission=submission, **shared, **own, **labels)
        except IntegrityError:
            return None
        child.move(State.RUNNING, at=begun)
        return child

    def _refuse(self, about: str, sentence: str) -> Run | None:
        self.notices.say(about, sentence)
        return None

    def _depth(self, child: Run) -> int:
        depth, by_pk = 1, {each.pk: each for each in self.known.values()}
        while child.parent_id in by_pk:
            child, depth = by_pk[child.parent_id], depth + 1
        return depth

    def _reason(self, child: Run, state: str) -> str:
        if state != State.FAILED:
            return ""
        told = child.events.filter(kind=ERROR).last()
        return told.text if told else "The script said that it failed."


def family(run: Run) -> list[Run]:
    """The children of a run, and theirs: one query a generation."""
    found: list[Run] = []
    generation = [run]
    while generation := list(Run.objects.filter(parent__in=generation).select_related("target")):
        found += generation
    return found


def end(child: Run, state: str, reason: str, at) -> None:
    if state == State.COMPLETED and child.state != State.RUNNING:
        child.insist(State.RUNNING, at=at)
    child.insist(state, reason, at=at)


def end_with(run: Run) -> None:
    """What of its children goes on cannot: their script is over. Inside the transaction that ends the run."""
    for child in family(run):
        if not child.final:
            end(child, *_fate(run), run.ended)


def _fate(run: Run) -> tuple[str, str]:
    """Never Completed: that is for the script to say."""
    if run.state == State.FAILED:
        return State.FAILED, "The run that it belongs to failed before this one was completed."
    if run.state == State.CANCELED:
        return State.CANCELED, "The run that it belongs to was cancelled."
    return State.CANCELED, "The run that it belongs to ended before the script completed this one: call complete() at its end."
