from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from runs.models import Experiment
from studio.api.authentication import reader
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["experiments"])


class ExperimentFacts(Schema):
    name: str
    created: datetime
    runs: int


@router.get("/experiments", response=Page[ExperimentFacts], summary="The experiments, newest first")
def experiments(request: HttpRequest, asked: Query[Asked]):
    return page(request.auth.workspace.experiments.all(), asked, _told)


@router.get("/experiments/{name}", response=ExperimentFacts, summary="One experiment")
def experiment(request: HttpRequest, name: str):
    return _told(get_object_or_404(Experiment, workspace=request.auth.workspace_id, name=name))


def _told(experiment: Experiment) -> dict:
    # Runs are never removed, so the number given last is how many there are.
    return {"name": experiment.name, "created": experiment.created, "runs": experiment.numbered}
