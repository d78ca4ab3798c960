"""What an owner changes of a target: limits, who may use it, what it does with runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ...sdk import Studio
from ...sizes import bytes_of
from ..options import named
from ..showing import output_option
from ..studio import with_studio
from .reaching import reach_options, way
from .showing import show_target

NO_LIMIT = "none"
NO_NODES = "There are no clusters of nodes here. A machine's slots are how many runs it takes: update NAME --slots N"


class Limit(click.ParamType):
    """A value of its kind, or `none` for no limit."""

    def __init__(self, read: Callable[[str], Any], name: str):
        self.read, self.name = read, name

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        if value == NO_LIMIT:
            return NO_LIMIT
        try:
            return self.read(value)
        except ValueError:
            self.fail(f"{value!r} is neither a {self.name} nor {NO_LIMIT}.", param, context)


NUMBER, COUNT, SIZE = Limit(float, "number"), Limit(int, "number"), Limit(bytes_of, "size such as 16g")
INDEXES = Limit(lambda text: [int(part) for part in text.split(",") if part.strip()], "list such as 0,1")


class Update(click.Command):
    """v1's `update` names a kind first."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        if arguments[:1] in (["amlcompute"], ["aks"]):
            raise click.ClickException(f"update {arguments[0]} is not offered here. {NO_NODES}")
        return super().parse_args(context, arguments)


@click.command(cls=Update)
@named
@click.option("--slots", type=int, help="How many runs it takes at once.")
@click.option("--cpus", type=NUMBER, help="Processors given out to runs; `none`: all that it has.")
@click.option("--memory", type=SIZE, help="Memory given out to runs, such as 16g; `none`: all that it has.")
@click.option("--gpus", type=INDEXES, help="Indexes of the GPUs given out, such as 0,1; `none`: all that it has.")
@click.option("--user-runs", type=COUNT, help="The most runs that one person has there at once; `none`: no limit.")
@click.option("--user-gpus", type=COUNT, help="The most GPUs that one person's runs have there at once; `none`: no limit.")
@click.option("--retries", type=int, help="How often a run is submitted again by itself that ended because its machine did.")
@click.option("--description", help="What it is for.")
@click.option("--note", help="A maintenance note, shown to everybody; '' takes it away.")
@click.option("--everybody", is_flag=True, help="Every contributor may use it.")
@click.option("--user", "users", multiple=True, metavar="NAME", help="Only this person may use it; may be given again.")
@reach_options
@output_option
@with_studio
def update(studio: Studio, name: str, everybody: bool, users: tuple[str, ...], reaching: dict[str, Any], **given: Any) -> None:
    """Change a compute target."""
    changes = {key: None if value == NO_LIMIT else value for key, value in given.items() if value is not None}
    if everybody and users:
        raise click.UsageError("--everybody and --user exclude each other.")
    if everybody or users:
        changes |= {"everybody": everybody, "users": list(users)}
    changes |= way(reaching)
    if not changes:
        raise click.UsageError("Say what to change, such as --slots 4. `--help` lists it all.")
    show_target(studio.target(name).update(**changes))


@click.command()
@click.argument("words", nargs=-1, metavar="NAME [TEXT]")
@click.option("-n", "--name", "said", metavar="NAME", help="The name, where it is not said as NAME.")
@output_option
@with_studio
def note(studio: Studio, words: tuple[str, ...], said: str | None) -> None:
    """Put a maintenance note on a compute target, shown to everybody; without TEXT it is taken away."""
    if not words and not said:
        raise click.UsageError("Say which one: its name, as `list` shows it.")
    name, *text = (said, *words) if said else words
    show_target(studio.target(name).update(note=" ".join(text)))


def _mode(word: str, mode: str, does: str) -> click.Command:
    @click.command(word, help=does)
    @named
    @click.option("--note", help="A maintenance note, shown to everybody; '' takes it away.")
    @output_option
    @with_studio
    def change(studio: Studio, name: str, note: str | None) -> None:
        show_target(studio.target(name).set_mode(mode, note))

    return change


pause = _mode("pause", "paused", "Let a compute target start nothing; what is submitted to it waits. Runs that are under way go on.")
open_again = _mode("resume", "open", "Let a compute target start runs again.")
drain = _mode("drain", "draining", "Let a compute target take nothing more and start nothing. Runs that are under way go on.")
retire = _mode("retire", "retired", "Take a compute target out of use; runs that it had stay in the history.")
