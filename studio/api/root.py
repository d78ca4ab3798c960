"""The REST API: routers of all packages below /api/v1/, with its pages of documentation."""

from ninja import NinjaAPI

from computes.errors import ComputeError
from runs.snapshots import SnapshotError
from studio.api import errors

DESCRIPTION = """Everything that the pages do, for programs. Send an API token as `Authorization: Bearer tsd_…`; a token belongs to one
member of one workspace, and sees and may do what that member may, within its scope. Errors are problem+json (RFC 9457): `detail` is
a sentence for people, `facts` is for programs."""

ROUTERS = [
    "studio.api.people.router",
    "computes.api.targets.router",
    "computes.api.errands.router",
    "computes.api.host_keys.router",
    "computes.api.instances.router",
    "computes.api.history.router",
    "runs.api.experiments.router",
    "runs.api.sources.router",
    "runs.api.uploads.router",
    "runs.api.snapshots.router",
    "runs.api.configurations.router",
    "runs.api.environments.router",
    "runs.api.runs.router",
    "runs.api.previews.router",  # before the sweeps: no sweep is called so
    "runs.api.sweeping.router",
    "runs.api.submissions.router",
    "runs.api.logs.router",
    "runs.api.metrics.router",
    "runs.api.records.router",
    "runs.api.waiting.router",
    "runs.api.outputs.router",
    "runs.api.events.router",
    "runs.api.datastores.router",
    "runs.api.datasets.router",
]

api = NinjaAPI(title="Trainshed", version="1", description=DESCRIPTION, urls_namespace="api", openapi_url="/openapi.json")
errors.handle(api)
for refusal in (SnapshotError, ComputeError):
    errors.refuse(api, refusal)
for router in ROUTERS:
    api.add_router("", router)
