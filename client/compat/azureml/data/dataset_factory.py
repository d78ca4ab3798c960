"""Datasets made from files, by the script itself."""

from azureml._trainshed import places, ways
from azureml.data.file_dataset import FileDataset
from azureml.data.tabular_dataset import TabularDataset


class DataType:
    """`DataType.to_float()`: the type that a column is turned into."""

    def __init__(self, kind=None, formats=None):
        self.kind, self.formats = kind, formats

    to_string = classmethod(lambda cls: cls("string"))
    to_long = classmethod(lambda cls: cls("long"))
    to_float = classmethod(lambda cls, decimal_mark=".": cls("float"))
    to_bool = classmethod(lambda cls: cls("bool"))
    to_datetime = classmethod(lambda cls, formats=None: cls("datetime", formats))


class TabularDatasetFactory:
    @staticmethod
    def from_delimited_files(
        path,
        validate=True,
        include_path=False,
        infer_column_types=True,
        set_column_types=None,
        separator=",",
        header=True,
        partition_format=None,
        support_multi_line=False,
        empty_as_string=False,
        encoding="utf8",
    ):
        """A table of one file or of several. `path` as `places.files` takes it; a URL is fetched at once."""
        _no_partitions(partition_format)
        options = {
            "separator": separator,
            "header": header not in (False, "NO_HEADERS"),
            "encoding": encoding,
            "include_path": include_path,
        }
        options.update(types=set_column_types, infer=infer_column_types, empty_as_string=empty_as_string)
        return TabularDataset(places.files(path), reader="delimited", options=options)

    @staticmethod
    def from_parquet_files(path, validate=True, include_path=False, set_column_types=None, partition_format=None):
        _no_partitions(partition_format)
        return TabularDataset(places.files(path), reader="parquet", options={"include_path": include_path, "types": set_column_types})

    @staticmethod
    def from_json_lines_files(path, validate=True, include_path=False, set_column_types=None, partition_format=None, **kwargs):
        _no_partitions(partition_format)
        return TabularDataset(places.files(path), reader="json_lines", options={"include_path": include_path, "types": set_column_types})

    @staticmethod
    def from_sql_query(query, *args, **kwargs):
        ways.refuse("A database cannot be queried through this module", "query it with its own client, or export the rows to a file")

    @staticmethod
    def register_pandas_dataframe(dataframe, target, name, **kwargs):
        ways.refuse("A dataset cannot be registered inside a run", "write the table below ./outputs; " + ways.STUDIO)

    register_spark_dataframe = register_dask_dataframe = register_pandas_dataframe


class FileDatasetFactory:
    @staticmethod
    def from_files(path, validate=True, partition_format=None, is_file=False):
        _no_partitions(partition_format)
        places.files(path)
        return FileDataset(path)

    @staticmethod
    def upload_directory(src_dir, target, pattern=None, overwrite=False, show_progress=True):
        """Copy a folder's files into a datastore's folder, and name them there."""
        datastore, path = target if isinstance(target, tuple) else (target.datastore, target.path_on_datastore)
        return FileDataset(datastore.upload(src_dir, path, overwrite))


def _no_partitions(partition_format):
    if partition_format:
        ways.refuse("Columns cannot be made from the paths of files (partition_format)", "read the files with pandas and add the columns")
