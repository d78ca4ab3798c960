from azureml.data.data_reference import DataReference


class DataPath(DataReference):
    """`DataPath(datastore, "path")`"""

    def __init__(self, datastore=None, path_on_datastore=None, name=None, **kwargs):
        super().__init__(datastore, name, path_on_datastore)
