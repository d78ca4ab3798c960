"""`azureml.data`: data that lies on this machine."""

from azureml._trainshed.ways import DATA, elsewhere
from azureml.data.dataset_factory import DataType
from azureml.data.file_dataset import FileDataset
from azureml.data.tabular_dataset import TabularDataset

__all__ = ["DataType", "FileDataset", "TabularDataset"]

NAMES = "OutputFileDatasetConfig HDFSOutputDatasetConfig LinkFileOutputDatasetConfig LinkTabularOutputDatasetConfig OutputDatasetConfig"
globals().update(elsewhere(__name__, NAMES, DATA))
