from datetime import datetime

from ninja import Query, Router, Schema, Status

from runs.models import Experiment
from studio.api.authentication import Call, contributor, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["experiments"])


class ExperimentFacts(Schema):
    name: str
    created: datetime
    runs: int


@router.get("/experiments", response=Page[ExperimentFacts], summary="The experiments, newest first")
def experiments(request: Call, asked: Query[Asked]):
    return page(request.auth.workspace.experiments.listed(), asked, _told)


class NewExperiment(Schema):
    name: str


@router.post("/experiments", response={201: ExperimentFacts}, auth=contributor, summary="Make an experiment, or find the one of this name")
def new(request: Call, wanted: NewExperiment):
    return Status(201, _told(Experiment.named(request.auth.workspace, wanted.name)))


@router.get("/experiments/{name}", response=ExperimentFacts, summary="One experiment")
def experiment(request: Call, name: str):
    return _told(one(Experiment.objects.filter(workspace=request.auth.workspace_id, name=name), f"experiment {name}"))


def _told(experiment: Experiment) -> dict:
    # Runs are never removed, so the number given last is how many there are.
    return {"name": experiment.name, "created": experiment.created, "runs": experiment.submitted}
