"""Sweeps are submitted from outside of a run."""

from azureml._trainshed.ways import elsewhere

NAMES = (
    "HyperDriveConfig HyperDriveRun HyperDriveRunConfig RandomParameterSampling GridParameterSampling "
    "BayesianParameterSampling BanditPolicy MedianStoppingPolicy TruncationSelectionPolicy NoTerminationPolicy "
    "PrimaryMetricGoal EarlyTerminationPolicy HyperParameterSampling "
    "choice randint uniform quniform loguniform qloguniform normal qnormal lognormal qlognormal"
)
globals().update(elsewhere(__name__, NAMES))
