"""The workspace of this run, as far as it is known on the machine that runs it."""

import os

from azureml._trainshed import ways
from azureml._trainshed.facts import facts, inside


class Workspace:
    """However a script asks for one, it gets the workspace of its run: it can be in no other."""

    def __init__(self, subscription_id=None, resource_group=None, workspace_name=None, auth=None, **kwargs):
        if not inside():
            ways.refuse("Outside of a run this module knows no workspace", ways.STUDIO)
        self._auth = auth

    @classmethod
    def _of_run(cls):
        return cls()

    @classmethod
    def from_config(cls, path=None, auth=None, **kwargs):
        return cls(auth=auth)

    @classmethod
    def get(cls, name=None, auth=None, subscription_id=None, resource_group=None, **kwargs):
        return cls(auth=auth)

    @staticmethod
    def create(*args, **kwargs):
        ways.refuse("A workspace cannot be made inside a run", ways.STUDIO)

    @staticmethod
    def list(*args, **kwargs):
        ways.refuse("Workspaces cannot be listed inside a run", ways.STUDIO)

    @property
    def name(self):
        return (facts().get("workspace") or {}).get("name") or os.environ.get("AZUREML_ARM_WORKSPACE_NAME", "")

    _workspace_name = name

    @property
    def subscription_id(self):
        return os.environ.get("AZUREML_ARM_SUBSCRIPTION", "")

    @property
    def resource_group(self):
        return os.environ.get("AZUREML_ARM_RESOURCEGROUP", "")

    location = "here"

    @property
    def datastores(self):
        from azureml.core.datastore import Datastore

        return {name: Datastore(self, name) for name in facts().get("datastores") or {}}

    @property
    def datasets(self):
        from azureml.core.dataset import Dataset

        return {name: Dataset.get_by_name(self, name) for name in Dataset._known()}

    @property
    def environments(self):
        from azureml.core.run import Run

        environment = Run().get_environment()
        return {environment.name: environment}

    @property
    def experiments(self):
        from azureml.core.experiment import Experiment

        own = Experiment(self)
        return {own.name: own}

    @property
    def models(self):
        from azureml.core.model import Model

        return {model.name: model for model in Model._all()}

    @property
    def compute_targets(self):
        ways.refuse("The compute targets of the workspace are not known inside a run", ways.STUDIO)

    def get_default_datastore(self):
        from azureml.core.datastore import Datastore

        return Datastore.get_default(self)

    def get_default_keyvault(self):
        from azureml.core.keyvault import Keyvault

        return Keyvault()

    def get_mlflow_tracking_uri(self, *args, **kwargs):
        found = os.environ.get("MLFLOW_TRACKING_URI")
        return found or ways.refuse("This run has no MLflow server (MLFLOW_TRACKING_URI is not set)", "log with run.log, which needs none")

    def get_details(self):
        return {"name": self.name, "location": self.location, "workspaceid": (facts().get("workspace") or {}).get("slug", "")}

    def get_run(self, run_id):
        from azureml.core.run import Run

        return Run(None, run_id)

    def write_config(self, *args, **kwargs):
        ways.refuse("A workspace cannot be written down inside a run", ways.STUDIO)

    set_default_datastore = write_config

    def __repr__(self):
        return f"Workspace(Name: {self.name})"
