"""The environment that this run was prepared with."""

from azureml._trainshed import ways
from azureml._trainshed.ways import elsewhere

globals().update(elsewhere(__name__, "DockerSection DockerImage DockerBuildContext PythonSection RSection SparkSection"))


class Environment:
    """Its name and version; what is in it stands on its page in the studio."""

    def __init__(self, name=None, version=None, **kwargs):
        self.name, self.version = name, version
        self.environment_variables = {}

    @staticmethod
    def get(workspace, name, version=None, label=None):
        from azureml.core.run import Run

        own = Run().get_environment()
        if name == own.name and version in (None, own.version):
            return own
        ways.refuse(f"The environment {name!r} is not known inside a run that has another", ways.STUDIO)

    @staticmethod
    def list(workspace):
        return workspace.environments

    def register(self, workspace):
        ways.refuse("An environment cannot be registered inside a run", ways.STUDIO)

    build = build_local = save_to_directory = register

    @staticmethod
    def from_conda_specification(name, file_path):
        ways.refuse("An environment cannot be made inside a run", ways.SUBMIT)

    from_pip_requirements = from_existing_conda_environment = load_from_directory = from_conda_specification

    def __repr__(self):
        return f"Environment(Name: {self.name}, Version: {self.version})"
