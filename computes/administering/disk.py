from collections.abc import Iterable

from django.core.exceptions import ValidationError

from computes.errands import ask_for
from computes.models import Act, Errand, Target
from studio.models import User

# What can be cleaned up: what people call it, and what of it goes.
PARTS = {
    "code": ("Code and data", "those brought for runs that are over"),
    "outputs": ("Outputs and logs", "those of runs that are over: the studio has them"),
    "environments": ("Environments", "those that no run and no build uses; they are built again when they are needed"),
    "images": ("Images", "those that Trainshed built and no container uses; they are built again when they are needed"),
    "repository": ("Snapshots", "all of them, while no code is being checked out; what is needed again is sent again"),
    "agents": ("Agents", "those of other versions of Trainshed that no run uses"),
}


def ask_usage(target: Target, by: User | None) -> Errand:
    """Count what our folders take there, and what of it could go."""
    return ask_for(target, "usage", by)


def ask_clean(target: Target, by: User | None, what: Iterable[str]) -> Errand:
    """Give back the disk that these of PARTS take, save what a run or a build uses."""
    chosen = [part for part in PARTS if part in set(what)]
    if unknown := sorted(set(what) - set(PARTS)):
        raise ValidationError(f"There is no part of a target called {', '.join(unknown)}; there are {', '.join(PARTS)}.")
    if not chosen:
        raise ValidationError("Choose what is to be removed.")
    errand = ask_for(target, "clean", by, what=chosen)
    if not errand.over and errand.ask["what"] != chosen:
        others = ", ".join(PARTS[part][0].lower() for part in errand.ask["what"])
        raise ValidationError(f"{others.capitalize()} are being cleaned up on {target} now. Ask for the rest when that is over.")
    return errand


def ask_upgrade(target: Target, by: User | None) -> Errand:
    """Put the studio's own version of the agent there, and remove those that nobody uses."""
    errand = ask_for(target, "upgrade", by)
    Act.note(target, "upgrade", "asked for the agent of this studio's version", by)
    return errand
