"""Words of v1's command line that are not offered: each says where the same is done, or that it is not done here."""

from __future__ import annotations

import click

from .computetarget.attaching import NOT_ATTACHED
from .computetarget.creating import NOT_CREATED

SEALED = "What opens a machine is kept sealed, and never told again: trainshed computetarget update gives another."
IDENTITY = "A machine of your own has no identity in Azure."
WORKSPACES = "A login is for one workspace; whoever runs the studio makes others, and its page Members shares them."
AZURE = "It is for storage of Azure, which is not reached from here. Attach S3, SFTP, HTTP or a folder: trainshed datastore attach"
SCOPE = "Pipelines, models and endpoints are not part of Trainshed."

NOT_OFFERED = {
    "run": {
        "submit-pipeline": SCOPE,
        "monitor-tensorboard": "Charts are on the run's page; `trainshed run download KEY` saves what a script wrote for TensorBoard.",
    },
    "computetarget": {"get-credentials": SEALED, "amlcompute": IDENTITY},
    "computetarget create": NOT_CREATED,
    "computetarget attach": NOT_ATTACHED,
    "workspace": dict.fromkeys(("create", "delete", "share", "sync-keys", "private-endpoint"), WORKSPACES),
    "datastore": dict.fromkeys(
        ("attach-blob", "attach-file", "attach-adls", "attach-adls-gen2", "attach-sqldb", "attach-psqldb", "attach-mysqldb", "attach-dbfs"),
        AZURE,
    ),
    "": dict.fromkeys(("pipeline", "model", "endpoint"), SCOPE),
}


def add_refusals(main: click.Group) -> None:
    for noun, verbs in NOT_OFFERED.items():
        group = main
        for word in noun.split():
            inner = group.commands[word]
            assert isinstance(inner, click.Group)
            group = inner
        for verb, sentence in verbs.items():
            group.add_command(_refusal(verb, sentence))


def _refusal(verb: str, sentence: str) -> click.Command:
    @click.command(verb, hidden=True, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
    def refuse() -> None:
        raise click.ClickException(f"{verb} is not offered here. {sentence}")

    return refuse
