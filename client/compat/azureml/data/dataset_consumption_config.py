"""Inputs are named where a run is submitted."""

from azureml._trainshed.ways import DATA, elsewhere

globals().update(elsewhere(__name__, "DatasetConsumptionConfig", DATA))
