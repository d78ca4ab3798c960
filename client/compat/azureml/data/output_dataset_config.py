"""Outputs are named where a run is submitted."""

from azureml._trainshed.ways import DATA, elsewhere

NAMES = (
    "OutputFileDatasetConfig OutputTabularDatasetConfig HDFSOutputDatasetConfig LinkFileOutputDatasetConfig "
    "LinkTabularOutputDatasetConfig OutputDatasetConfig"
)
globals().update(elsewhere(__name__, NAMES, DATA))
