"""The sweep that a trial belongs to, as the trial sees it: to be read, as it was when the trial was sent."""

from . import ways
from .facts import facts

OWN = "log and tag on the trial's own run, which the sweep's page shows"


class Sweep:
    type = "hyperdrive"
    status = "Running"
    parent = None

    def __init__(self, known):
        self._known = known

    @property
    def id(self):
        return self._known["id"]

    run_id = _run_id = id

    @property
    def number(self):
        return self._known.get("number")

    @property
    def name(self):
        return self._known.get("name") or self.id

    display_name = name

    @property
    def experiment(self):
        from azureml.core.experiment import Experiment

        return Experiment(None, facts().get("experiment", ""))

    @property
    def tags(self):
        return dict(self._known.get("tags") or {})

    @property
    def properties(self):
        return dict(self._known.get("properties") or {})

    def get_tags(self):
        return self.tags

    def get_properties(self):
        return self.properties

    def get_status(self):
        return self.status

    def get_details(self):
        return {"runId": self.id, "status": self.status, "tags": self.tags, "properties": self.properties}

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)

        def refused(*args, **kwargs):
            ways.refuse(f"{name} of a sweep cannot be used inside one of its trials", OWN)

        return refused

    def __eq__(self, other):
        return isinstance(other, Sweep) and other.id == self.id

    def __hash__(self):
        return hash(self.id)

    def __repr__(self):
        return f"Run(Experiment: {self.experiment.name}, Id: {self.id}, Type: {self.type}, Status: {self.status})"


def of_trial():
    """The sweep of this run; None where it is a trial of none."""
    known = facts().get("parent")
    return Sweep(known) if known else None
