"""Compute targets belong to the studio."""

from azureml._trainshed.ways import STUDIO, elsewhere
from azureml.exceptions import ComputeTargetException

__all__ = ["ComputeTargetException"]

globals().update(elsewhere(__name__, "ComputeTarget LocalTarget", STUDIO))
