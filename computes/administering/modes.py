from django.core.exceptions import ValidationError
from django.db import transaction

from computes.load import loads
from computes.models import Act, Instance, Mode, Target
from studio import doorbell
from studio.models import User

NOTE_LENGTH = 500
DONE = {
    Mode.OPEN: "opened it",
    Mode.PAUSED: "paused it",
    Mode.DRAINING: "began to drain it",
    Mode.RETIRED: "retired it",
}


def set_mode(target: Target, mode: str, by: User | None, note: str | None = None) -> bool:
    """Change what it does with runs, and the note that everybody sees unless `note` is None. Whether anything changed."""
    refuse_mode(target, mode)
    changes = {"mode": mode} if note is None else {"mode": mode, "note": checked_note(note)}
    with transaction.atomic():
        before = Target.objects.select_for_update(no_key=True).only("mode", "note").get(pk=target.pk)
        if all(getattr(before, name) == value for name, value in changes.items()):
            return False
        _write(target, changes)
        said = f": {changes['note']}" if changes.get("note") else ""
        Act.note(target, "mode", f"{DONE[Mode(mode)]}{said}", by)
    return True


def set_note(target: Target, note: str, by: User | None) -> bool:
    """What everybody sees wherever the target is; empty for nothing. Whether anything changed."""
    note = checked_note(note)
    with transaction.atomic():
        if Target.objects.select_for_update(no_key=True).values_list("note", flat=True).get(pk=target.pk) == note:
            return False
        _write(target, {"note": note})
        Act.note(target, "note", f"wrote the note: {note}" if note else "removed the note", by)
    return True


def refuse_mode(target: Target, mode: str) -> None:
    if mode not in DONE:
        raise ValidationError(f"A compute target can be {', '.join(DONE)}, not {mode}.")
    if target.mode == Mode.DRAFT:
        raise ValidationError(f"{target} is still being set up: finish its check, or detach it.")
    if Instance.objects.filter(target=target).exists():
        raise ValidationError(f"{target} is a compute instance: start it, stop it or delete it on its own page.")
    if target.kind == "instance":
        raise ValidationError(f"{target} was a compute instance, whose container is deleted: create another.")
    active = sum(loads([target.pk])[target.pk])
    if mode == Mode.RETIRED and active:
        raise ValidationError(f"{runs_are(active)} active on {target}. Drain it and wait for their end, or cancel them; then retire it.")


def checked_note(note: str) -> str:
    note = " ".join(note.split())
    if len(note) > NOTE_LENGTH:
        raise ValidationError(f"A note has at most {NOTE_LENGTH} letters; this one has {len(note)}.")
    return note


def runs_are(count: int) -> str:
    return "1 run is" if count == 1 else f"{count} runs are"


def _write(target: Target, changes: dict) -> None:
    # These fields and no others: the lease and the health are written by workers meanwhile.
    Target.objects.filter(pk=target.pk).update(**changes)
    for name, value in changes.items():
        setattr(target, name, value)
    doorbell.ring_on_commit(doorbell.work(target.pk), doorbell.target(target.pk))
