"""A datastore whose folder is on this machine."""

import os
import shutil

from azureml._trainshed import places, ways
from azureml.data.data_reference import DataReference
from azureml.exceptions import UserErrorException


class FolderDatastore:
    datastore_type = "Folder"

    def __init__(self, name, root):
        self.name, self._root = name, root

    @property
    def root(self):
        if not self._root:
            ways.refuse(f"The datastore {self.name!r} has no folder on this machine", ways.DATA)
        return self._root

    def path(self, path=None, data_reference_name=None):
        return DataReference(self, data_reference_name, path)

    def as_mount(self):
        return self.path().as_mount()

    def as_download(self, path_on_compute=None):
        return self.path().as_download(path_on_compute)

    def upload(self, src_dir, target_path=None, overwrite=False, show_progress=True):
        """Copy a folder's files into the datastore."""
        found = places.below(src_dir)
        return self.upload_files(found, src_dir, target_path, overwrite, show_progress)

    def upload_files(self, files, relative_root=None, target_path=None, overwrite=False, show_progress=True):
        root = os.path.abspath(
            relative_root or os.path.commonpath([os.path.dirname(os.path.abspath(each)) for each in files] or [os.curdir])
        )
        for each in files:
            _copy(each, self._inside(os.path.join(target_path or "", os.path.relpath(os.path.abspath(each), root))), overwrite)
        return self.path(target_path)

    def download(self, target_path, prefix=None, overwrite=False, show_progress=True):
        """Copy the files whose paths begin with `prefix` below `target_path`; how many were copied."""
        found = [(each, os.path.relpath(each, self.root)) for each in places.below(self.root)]
        wanted = [(each, name) for each, name in found if name.startswith((prefix or "").lstrip("/"))]
        return sum(_copy(each, os.path.join(target_path, name), overwrite) for each, name in wanted)

    def _inside(self, path):
        target = os.path.abspath(os.path.join(self.root, path.lstrip("/")))
        if not target.startswith(os.path.abspath(self.root) + os.sep):
            raise UserErrorException(f"The path {path!r} leads out of the datastore {self.name!r}.")
        return target

    def __repr__(self):
        return f"Datastore(Name: {self.name}, Folder: {self._root})"


def _copy(source, target, overwrite):
    """Whether it was copied: what is there stays, unless it may be overwritten."""
    if os.path.exists(target) and not overwrite:
        return False
    os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
    shutil.copyfile(source, target)
    return True
