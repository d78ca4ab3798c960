from __future__ import annotations

import shlex
from typing import Any

import click

from ... import hdconfigs
from ...runconfigs import text_of
from ...sdk import Studio
from ..options import folder
from ..runconfig import Finding
from ..showing import COLOURS, output_option, told_to_programs
from ..studio import with_studio


@click.command()
@click.argument("name")
@click.option("--points", "count", type=click.IntRange(0, 100), default=0, help="Also print the arguments of so many trials.")
@click.option("--replay", metavar="KEY", help="Also say what the policy would have done in this earlier sweep.")
@output_option
@with_studio
def validate(studio: Studio, name: str, count: int, replay: str | None) -> None:
    """Say what is wrong with an hdconfig.yml, and what its trials would be. Exit with 1 where it cannot run."""
    file = hdconfigs.find(folder(), name)
    told = studio.preview_sweep(text_of(file), count=count, replay=replay)
    findings = [Finding(str(file), **finding) for finding in told["findings"]]
    if not told_to_programs({**told, "findings": [vars(finding) for finding in findings]}):
        _show(findings, told, str(file))
    if not told["runs"]:
        raise SystemExit(1)


def _show(findings: list[Finding], told: dict[str, Any], file: str) -> None:
    for finding in findings:
        click.echo(str(finding))
    if not findings:
        click.echo(click.style(f"Nothing to say against {file}.", fg=COLOURS["Completed"]))
    if told["size"] is not None:
        click.echo(f"The space has {told['size']:,} points.")
    for point in told["points"]:
        click.echo(shlex.join(point["arguments"]))
    if told["replay"]:
        click.echo(told["replay"]["text"])
