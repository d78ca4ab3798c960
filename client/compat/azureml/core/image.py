"""Models are not served by this studio."""

from azureml._trainshed.ways import SERVE, elsewhere

globals().update(elsewhere(__name__, "Image ContainerImage", SERVE))
