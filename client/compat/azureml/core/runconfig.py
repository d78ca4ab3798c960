"""Runs are configured from outside of a run."""

from azureml._trainshed.ways import elsewhere

NAMES = (
    "RunConfiguration DockerConfiguration MpiConfiguration TensorflowConfiguration PyTorchConfiguration "
    "ParallelTaskConfiguration DataReferenceConfiguration EnvironmentDefinition PythonEnvironment "
    "HistoryConfiguration SparkConfiguration HdiConfiguration AmlComputeConfiguration Data DataLocation Dataset "
    "OutputData"
)
globals().update(elsewhere(__name__, NAMES))

# The names of images, for scripts that only pass them on.
DEFAULT_CPU_IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04"
DEFAULT_GPU_IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.1-cudnn8-ubuntu18.04"
