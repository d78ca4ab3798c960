"""What a workspace knows by name, for the linter."""

from collections.abc import Iterable

from runs import environments, sourcing
from runs.containers import allowing
from runs.models import Datastore, Snapshot
from runs.runconfig import Known
from studio.models import Workspace


def known(workspace: Workspace, snapshot: Snapshot | None = None, companions: Iterable[str] = ()) -> Known:
    """Four queries. With a snapshot, also whether the files that a text names are there, or among its companions."""
    stores = dict(workspace.datastores.values_list("name", "kind"))
    targets = list(workspace.targets.only("workspace", "name", "kind", "options", "health"))
    return Known(
        targets={target.name: target.kind for target in targets},
        containers={target.name: allowing.of(target) for target in targets},
        environments=environments.names(workspace),
        stand_in=environments.stand_in,
        datastores=set(stores),
        remote={name for name, kind in stores.items() if kind == Datastore.Kind.REMOTE},
        datasets=set(workspace.datasets.values_list("name", flat=True)),
        files=None if snapshot is None else sourcing.paths(snapshot).union(companions),
    )
