"""Explanations of models."""

from azureml._trainshed.ways import EXPLAIN, elsewhere

globals().update(elsewhere(__name__, "ExplanationClient", EXPLAIN))
