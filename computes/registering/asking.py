"""Asking for the check of a target."""

from computes.errands import ask_for
from computes.models import Errand, Target
from studio.models import User


def ask_for_check(target: Target, by: User | None, open_when_green: bool | None = None) -> Errand:
    """The check, as it was asked for before unless `open_when_green` says otherwise. One that is under way sees by itself that the
    target is reached otherwise now, and begins anew."""
    if open_when_green is None:
        last = last_check(target)
        open_when_green = last is None or bool(last.ask.get("open"))
    return ask_for(target, "check", by, open=open_when_green)


def last_check(target: Target) -> Errand | None:
    return target.errands.filter(kind="check").first()
