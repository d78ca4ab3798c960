"""Images belong to the run configuration."""

from azureml._trainshed.ways import elsewhere

globals().update(elsewhere(__name__, "ContainerRegistry"))
