"""What the supervisor asks of an environment, for a run that is to be started."""

from typing import cast

from runs.models import ConfigurationVersion, EnvironmentVersion, Run, Snapshot

from . import indexes
from .definition import definition, key
from .form import form, index_variables
from .registry import reader
from .section import tree_of


def for_job(run: Run) -> dict:
    """What the agent is asked for by this run; the same every time. `rebuild` is the nonce of a build from anew."""
    rebuild = {"rebuild": run.key} if run.overrides.get("rebuild") else {}
    return form(run.environment or _of_configuration(run), run.workspace) | rebuild


def asked(version: EnvironmentVersion, snapshot: Snapshot) -> dict:
    """The agent's form of an environment for a run of this snapshot."""
    return form(version, snapshot.source.workspace)


def secrets(run: Run) -> dict[str, dict[str, str]]:
    """{"environment": variables of the build that hold a password}: they travel apart from all that is written down."""
    settings = indexes.of(run.workspace)
    # The workspace's own go before the studio's, with a password or without.
    told = {name: value for name, value in index_variables(private=True).items() if name not in settings.variables()}
    private = told | settings.private_variables()
    return {"environment": private} if private else {}


def variables(version: EnvironmentVersion | None) -> dict[str, str]:
    """What the environment sets for the script; the configuration's own variables go before them."""
    return {name: str(value) for name, value in ((version and version.definition.get("environmentVariables")) or {}).items()}


def _of_configuration(run: Run) -> EnvironmentVersion:
    """For runs that were submitted before environments had names."""
    version, read = cast(ConfigurationVersion, run.configuration), reader(run.snapshot)
    frozen = definition(tree_of(version, read), version.companions, read)
    return EnvironmentVersion(definition=frozen, key=key(frozen))
