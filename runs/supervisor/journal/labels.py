"""Tags, properties, the name and the description that a script gives its run."""

from django.core.exceptions import ValidationError
from django.db import transaction

from runs.models import Run
from runs.models.tag import LONGEST_NAME, LONGEST_VALUE, MOST

from .lines import text
from .notices import Notices

LONGEST_RUN_NAME, LONGEST_DESCRIPTION = 100, 5_000


class Labels:
    """Gathered over a batch, and written once at its end: a script may tag in every step."""

    def __init__(self, run: Run, notices: Notices):
        self.run, self.notices = run, notices
        self.tags: dict[str, str | None] = {}
        self.removed: set[str] = set()
        self.properties: dict[str, str | None] = {}
        self.display: dict[str, str] = {}

    def tag(self, told: dict) -> None:
        for name in _names(told.get("untag")):
            self.removed.add(name)
            self.tags.pop(name, None)
        for name, value in _pairs(told.get("tags")):
            self.removed.discard(name)
            self.tags[name] = value
        # A property that stands is never changed: the first word counts.
        self.properties = {**dict(_pairs(told.get("properties"))), **self.properties}

    def describe(self, told: dict) -> None:
        if told.get("name"):
            self.display["name"] = text(told["name"], LONGEST_RUN_NAME)
        if told.get("description") is not None:
            self.display["description"] = text(told["description"], LONGEST_DESCRIPTION)

    def store(self) -> None:
        """Inside the transaction that moves the cursor."""
        if self.display:
            Run.objects.filter(pk=self.run.pk).update(**self.display)
        if self.tags or self.removed:
            self._retag()
        if self.properties:
            self._keep_properties()
        self.tags, self.removed, self.properties, self.display = {}, set(), {}, {}

    def _retag(self) -> None:
        with transaction.atomic():
            known = Run.objects.select_for_update(no_key=True).values_list("tags", flat=True).get(pk=self.run.pk)
            try:
                self.run.retag(self._fitting("tags", known, self.tags), self.removed)
            except ValidationError as refusal:  # of tags that it had before: no reason to keep all that comes after from being stored
                self.notices.say("tags refused", f"The script's tags are left in metrics.jsonl: {refusal.messages[0]}")

    def _keep_properties(self) -> None:
        known = Run.objects.values_list("properties", flat=True).get(pk=self.run.pk)
        Run.objects.filter(pk=self.run.pk).update(properties={**self._fitting("properties", known, self.properties), **known})

    def _fitting(self, what: str, known: dict, new: dict) -> dict:
        """Those that replace a known one, and of the others as many as there is room for."""
        room = MOST - len(known)
        fresh = [name for name in new if name not in known]
        if len(fresh) > room:
            self.notices.say(what, f"The script gave more than {MOST} {what}: further ones are left in metrics.jsonl.")
        left = set(fresh[max(0, room) :])
        return {name: value for name, value in new.items() if name not in left}


def _pairs(told) -> list[tuple[str, str | None]]:
    found = told.items() if isinstance(told, dict) else []
    return [(text(name, LONGEST_NAME), None if value is None else text(value, LONGEST_VALUE)) for name, value in found if name.strip()]


def _names(told) -> list[str]:
    return [text(name, LONGEST_NAME) for name in told if isinstance(name, str)] if isinstance(told, list) else []
