from __future__ import annotations

import click

from ...connection import StudioError
from ...sdk import Studio
from ..options import named
from ..showing import output_option, told_to_programs
from ..studio import with_studio
from .checklist import Checklist


@click.command()
@named
@click.option("--clean", is_flag=True, help="Leave the machine as it was found: remove the studio's folder there.")
@click.option("--give-up", is_flag=True, help="Also where the machine does not answer: what is there stays there.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing before --clean.")
@output_option
@with_studio
def detach(studio: Studio, name: str, clean: bool, give_up: bool, yes: bool) -> None:
    """Take a compute target out of the studio. The machine itself stays; runs stay in the history."""
    target = studio.target(name)
    if target.kind == "instance":
        raise StudioError(f"{name} is a compute instance. Delete it: trainshed computetarget delete {name}")
    if clean and not yes:
        click.confirm(f"Remove the studio's folder on {name}, with the code and the outputs of its runs?", abort=True, err=True)
    errand = target.detach(clean, give_up)
    if errand is not None:
        _until_gone(errand)
    if not told_to_programs({"name": name, "detached": True}):
        click.echo(f"{name} is detached" + (", and its machine is as it was found." if clean else "; its machine stays as it is."))


@click.command()
@named
@click.option("--no-wait", is_flag=True, help="Do not wait until it is gone.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
@output_option
@with_studio
def delete(studio: Studio, name: str, no_wait: bool, yes: bool) -> None:
    """Delete a compute instance with all that lies on it. What was attached is detached instead."""
    try:
        instance = studio.instance(name)
    except StudioError as error:
        if error.status != 404:
            raise
        studio.target(name)
        raise StudioError(f"{name} was attached, not created: its machine is not the studio's to delete. "
                          f"Take it out of the studio: trainshed computetarget detach {name}") from None  # fmt: skip
    if not yes:
        click.confirm(f"Delete {name} with all that lies on it?", abort=True, err=True)
    instance.delete()
    left = None if no_wait else _deleted(studio, name)
    if left:
        raise StudioError(left)
    if not told_to_programs({"name": name, "deleted": True}):
        click.echo(f"{name} is being deleted." if no_wait else f"{name} is deleted.")


def _until_gone(errand) -> None:
    """The errand removes the target, and itself with it."""
    try:
        over = errand.wait(Checklist().seen)
    except StudioError as error:
        if error.status == 404:
            return
        raise
    if over.state == "failed":
        raise StudioError(over.trouble)


def _deleted(studio: Studio, name: str) -> str:
    """Why it is still there; empty when it is gone."""
    try:
        now = studio.instance(name).wait()
    except StudioError as error:
        if error.status == 404:
            return ""
        raise
    return (now.trouble or f"{name} is {now.state}.") if now else ""
