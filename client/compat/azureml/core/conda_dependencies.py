"""What an environment is made of is said where a run is submitted."""

from azureml._trainshed.ways import elsewhere

globals().update(elsewhere(__name__, "CondaDependencies"))
