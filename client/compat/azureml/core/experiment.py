"""The experiment that this run belongs to."""

from azureml._trainshed import ways
from azureml._trainshed.facts import facts


class Experiment:
    def __init__(self, workspace=None, name=None, **kwargs):
        self.name = name or facts().get("experiment", "")
        self._workspace = workspace

    @property
    def workspace(self):
        from azureml.core.workspace import Workspace

        return self._workspace or Workspace._of_run()

    @property
    def id(self):
        return facts().get("experiment_id") or self.name

    def start_logging(self, *args, **kwargs):
        """Inside a run: a child of it, running until it is completed."""
        from azureml.core.run import Run

        return Run.get_context(allow_offline=False).child_run()

    def submit(self, config, tags=None, **kwargs):
        ways.refuse("A run of this studio cannot submit another one", ways.SUBMIT)

    def get_runs(self, *args, **kwargs):
        ways.refuse("The runs of an experiment cannot be listed inside a run", ways.STUDIO)

    def __repr__(self):
        return f"Experiment(Name: {self.name})"
