"""Who may pull from which registry: what an owner said for the workspace, and what a configuration says of its own image."""

from typing import TYPE_CHECKING

from runs.environments.indexes import credentials_of
from runs.models import PackageIndexes, Run
from runs.runconfig import container

if TYPE_CHECKING:
    from runs.runconfig import RunConfiguration

# Among the credentials of a workspace's package indexes those of registries begin with this, so that no address means both.
SCHEME = "docker://"


def of(run: Run, configuration: "RunConfiguration") -> dict[str, dict[str, str]]:
    """{address: {"username", "password"}}."""
    row = PackageIndexes.objects.filter(workspace=run.workspace).first()
    known = (
        {address.removeprefix(SCHEME): said for address, said in credentials_of(row).items() if address.startswith(SCHEME)} if row else {}
    )
    found = {address: dict(zip(("username", "password"), said.split(":", 1), strict=False)) for address, said in known.items()}
    return found | _of_configuration(configuration)


def _of_configuration(configuration: "RunConfiguration") -> dict[str, dict[str, str]]:
    """Its environment keeps no password: the text that somebody wrote it into still has it, and the linter warns of that."""
    registry = container.registry(configuration)
    if registry is None or not registry.username or not registry.password:
        return {}
    return {registry.address or "docker.io": {"username": registry.username, "password": registry.password}}
