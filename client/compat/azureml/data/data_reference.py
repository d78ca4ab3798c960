"""A place in a datastore. On the machine that runs the script it is a path."""

import os


class DataReference:
    def __init__(self, datastore, data_reference_name=None, path_on_datastore=None, mode="mount", path_on_compute=None, overwrite=False):
        self.datastore, self.path_on_datastore = datastore, path_on_datastore
        self.data_reference_name = data_reference_name or datastore.name
        self.mode, self.path_on_compute, self.overwrite = mode, path_on_compute, overwrite

    def path(self, path=None, data_reference_name=None):
        inner = os.path.join(self.path_on_datastore or "", path or "")
        return DataReference(self.datastore, data_reference_name or self.data_reference_name, inner)

    def as_mount(self):
        return self

    def as_download(self, path_on_compute=None, overwrite=False):
        return self

    as_upload = as_download

    def __fspath__(self):
        return os.path.join(self.datastore.root, (self.path_on_datastore or "").lstrip("/")).rstrip("/")

    __str__ = __fspath__
