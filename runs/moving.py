"""What people do with runs that wait: take them to another target, out of the line, or forward in it.

A run that waits has nothing on its target yet, so none of this needs the target; who was let in meanwhile is left alone."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from computes.models import Act, Target
from runs import submission, wake
from runs.models import Event, Run, move_many
from runs.models.state import WAITING, State
from runs.overrides import Overrides
from studio import doorbell
from studio.models import Member

NONE = {"processes_ended": 0, "processes_left": 0}
TOGETHER = 200  # runs in one transaction: others get their turn between two
SHOWN = ["workspace", "experiment", "snapshot__source__workspace", "configuration__configuration", "configuration__target"]


@dataclass
class Moved:
    """What was moved, and what stays where it is with the reason."""

    runs: list[Run] = field(default_factory=list)
    refused: list[tuple[Run, str]] = field(default_factory=list)


def move_waiting(target: Target, to: Target, by: Member, keys: Iterable[str] | None = None) -> Moved:
    """Take the runs that wait on `target`, or those of `keys`, to another's line, where priority and age give them their place.

    Checked as if they were submitted there now. ValidationError when `to` is where they wait already."""
    if to == target:
        raise ValidationError(f"They wait for {target} already. Choose another target.")
    moved, known = Moved(), dict[str, str]()
    for runs in _batches(target, keys, *SHOWN):
        _move(_allowed(runs, to, by, known, moved), target, to, by, moved)
    if keys is None:
        stay = f"; {_runs(len(moved.refused))} could not: {moved.refused[0][1]}" if moved.refused else ""
        Act.note(target, "moves", f"moved {_runs(len(moved.runs))} that waited to {to}{stay}", by.user)
    return moved


def cancel_waiting(target: Target, by: Member, keys: Iterable[str] | None = None) -> int:
    """End the runs that wait on `target`, or those of `keys`; nothing of them was started. How many that were."""
    count = sum(_cancel(runs, target, by) for runs in _batches(target, keys))
    if keys is None:
        Act.note(target, "cancellations", f"cancelled {_runs(count)} that waited", by.user)
    return count


def prioritise(run: Run, priority: int, by: Member) -> bool:
    """Give a run that waits another place in line. False when it waits no more."""
    with transaction.atomic():
        if not Run.objects.filter(pk=run.pk, state__in=WAITING).update(priority=priority):
            return False
        run.note("priority", f"from {run.priority} to {priority}", by=by.user)
        wake.target_on_commit(run.target_id)
    run.priority = priority
    return True


def _batches(target: Target, keys: Iterable[str] | None, *related: str) -> Iterator[list[Run]]:
    """All that wait now, in the order of the line. Their keys are taken first: who is refused is not met again."""
    waiting = Run.objects.filter(target=target).waiting()
    wanted = list((waiting if keys is None else waiting.filter(key__in=list(keys))).values_list("pk", flat=True))
    for first in range(0, len(wanted), TOGETHER):
        rows = waiting.filter(pk__in=wanted[first : first + TOGETHER])
        yield list(rows.select_related(*related) if related else rows)


def _allowed(runs: list[Run], to: Target, by: Member, known: dict[str, str], moved: Moved) -> list[Run]:
    """Those that could be submitted there. What they have in common is asked once."""
    allowed = []
    for run in runs:
        if refusal := _refusal(run, to, by, known):
            moved.refused.append((run, refusal))
        else:
            allowed.append(run)
    return allowed


def _refusal(run: Run, to: Target, by: Member, known: dict[str, str]) -> str:
    if run.snapshot is None or run.configuration is None:
        return "An environment is built where it was asked for: cancel this build, and build it on the other target."
    said = json.dumps([run.snapshot_id, run.configuration_id, run.overrides], sort_keys=True)
    if said not in known:
        overrides = Overrides(run.overrides.get("script"), None, to, run.overrides.get("environment"), None, run.overrides.get("resources"))
        known[said] = " ".join(submission.problems(by, run.snapshot, run.configuration, overrides))
    return known[said]


def _move(runs: list[Run], target: Target, to: Target, by: Member, moved: Moved) -> None:
    alike = defaultdict(list)
    for run in runs:
        alike[json.dumps(_overrides(run, to), sort_keys=True)].append(run)
    with transaction.atomic():
        _hold(target)
        still = {pk for pk, _ in _waiting(runs, target)}
        for overrides, group in alike.items():
            here = [run for run in group if run.pk in still]
            fields = {"target": to, "overrides": json.loads(overrides), "reason": f"Moved here from {target}."}
            Run.objects.filter(pk__in=[run.pk for run in here]).update(**fields)
            moved.runs += here
        noted = {"at": timezone.now(), "kind": "moved", "text": f"from {target} to {to}", "by": by.user}
        Event.objects.bulk_create([Event(run_id=pk, **noted) for pk in sorted(still)])
        _ring(target, to)
    moved.refused += [(run, f"It was let in on {target} meanwhile, or is over.") for run in runs if run.pk not in still]


def _overrides(run: Run, to: Target) -> dict:
    """What was said for this run alone, as if it had been submitted there."""
    own = run.configuration is not None and run.configuration.target_name == to.name
    kept = {name: said for name, said in run.overrides.items() if name != "target"}
    return kept if own else {**kept, "target": to.name}


def _cancel(runs: list[Run], target: Target, by: Member) -> int:
    builds = [run for run in runs if run.purpose == Run.Purpose.BUILD]
    with transaction.atomic():
        _hold(target)
        ended = _waiting([run for run in runs if run not in builds], target)
        move_many(ended, State.CANCELED, f"{by.user} asked for it while it waited: nothing of it was started.", by.user, **NONE)
        asked = sum(run.cancel(by=by.user) for run in builds)
        _ring(target)
    return len(ended) + asked


def _waiting(runs: list[Run], target: Target) -> list[tuple[int, str]]:
    """Those of them that still wait there, with their states; nobody else changes them before the transaction ends."""
    rows = Run.objects.select_for_update().filter(pk__in=[run.pk for run in runs], target=target, state__in=WAITING)
    return list(rows.values_list("pk", "state"))


def _ring(*targets: Target) -> None:
    """One bell for all of them: whoever looks at a single run hears of it within a second by itself."""
    for target in targets:
        doorbell.ring_on_commit(doorbell.runs(target.workspace_id), doorbell.target(target.pk))
        wake.target_on_commit(target.pk)


def _hold(target: Target) -> None:
    """Nobody lets runs in on this target before this transaction ends: whoever does holds the same row."""
    Target.objects.select_for_update().filter(pk=target.pk).values_list("pk", flat=True).first()


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count:,} runs"
