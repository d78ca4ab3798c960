"""Pipelines are made outside of a run."""

from azureml._trainshed.ways import elsewhere

NAMES = (
    "Pipeline PipelineData PipelineDataset PipelineParameter PipelineRun PipelineStep PipelineEndpoint "
    "PublishedPipeline Schedule ScheduleRecurrence StepRun StepSequence TrainingOutput InputPortBinding "
    "OutputPortBinding"
)
globals().update(elsewhere(__name__, NAMES))
