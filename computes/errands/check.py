"""The check of a target: can it be reached, is it the machine that it was, and has it what runs need?

Ends with answer["green"]; with answer["host_key"] where a key waits for a person, {"line", "place", "fingerprint", "key"}, else None.
Done twice it is harmless: what it leaves on the machine is the folder, the agent and uv."""

from computes.models import Errand, Target
from computes.registering.opening import opened

from .checking import Checklist, Visit

MOST_TIMES = 3


def carry_out(errand: Errand) -> None:
    for _ in range(MOST_TIMES):
        target = Target.objects.select_related("workspace").get(pk=errand.target_id)
        visit = Visit(target)
        errand.report([], green=False, host_key=None)
        green = Checklist(errand, visit).go()
        if not _changed(target):  # else it was another machine, or another way there, that was checked
            break
    errand.report(green=green, host_key=visit.offer)
    if green and errand.ask.get("open"):
        opened(target, errand.by)


def _changed(before: Target) -> bool:
    now = Target.objects.get(pk=before.pk)
    return (now.options, now.secrets, now.host_key) != (before.options, before.secrets, before.host_key)
