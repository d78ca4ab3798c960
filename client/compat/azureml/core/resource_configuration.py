"""What a model needs to be served."""

from azureml._trainshed.ways import SERVE, elsewhere

globals().update(elsewhere(__name__, "ResourceConfiguration", SERVE))
