"""Pipelines are made outside of a run."""

from azureml._trainshed.ways import elsewhere

NAMES = (
    "PythonScriptStep EstimatorStep HyperDriveStep HyperDriveStepRun AutoMLStep AutoMLStepRun ParallelRunStep "
    "ParallelRunConfig DataTransferStep DatabricksStep MpiStep RScriptStep CommandStep ModuleStep AdlaStep "
    "AzureBatchStep SynapseSparkStep"
)
globals().update(elsewhere(__name__, NAMES))
