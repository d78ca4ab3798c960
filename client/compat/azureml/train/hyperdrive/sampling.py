"""Sweeps are submitted from outside of a run."""

from azureml._trainshed.ways import elsewhere

globals().update(elsewhere(__name__, "HyperParameterSampling RandomParameterSampling GridParameterSampling BayesianParameterSampling"))
