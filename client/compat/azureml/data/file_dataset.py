"""Files, as a dataset."""

import os
import shutil

from azureml._trainshed import places, ways
from azureml.exceptions import UserErrorException


class FileDataset:
    def __init__(self, path=None, name=None, version=None, options=None):
        self._path, self.name, self.version = path, name, version
        self.id = f"{name}:{version}" if name else None
        self.description, self.tags = "", {}

    def to_path(self):
        """The paths of its files, below its folder, each with a '/' before it."""
        root = self._root()
        return ["/" + os.path.relpath(each, root) for each in self._files()]

    def download(self, target_path=None, overwrite=False, ignore_not_found=False):
        """Copy its files below `target_path` (none: a new folder); their paths there."""
        if target_path is None:
            from tempfile import mkdtemp

            target_path = mkdtemp()
        return [self._copied(each, os.path.join(target_path, os.path.relpath(each, self._root())), overwrite) for each in self._files()]

    def mount(self, mount_point=None, **kwargs):
        """Its folder is there: nothing has to be mounted, but for a link where the script wants it."""
        return Mounted(self._root(), mount_point)

    def as_mount(self, path_on_compute=None):
        return self._root()

    as_download = as_mount

    def take(self, count):
        return FileDataset(self._files()[:count], self.name, self.version)

    def skip(self, count):
        return FileDataset(self._files()[count:], self.name, self.version)

    def as_named_input(self, name):
        return self

    def register(self, workspace, name, *args, **kwargs):
        ways.refuse("A dataset cannot be registered inside a run", ways.STUDIO)

    def to_pandas_dataframe(self, *args, **kwargs):
        from azureml.data.tabular_dataset import TabularDataset

        return TabularDataset(self._path).to_pandas_dataframe()

    def _files(self):
        if not self._path:
            ways.refuse(f"The dataset {self.name!r} does not lie on this machine", ways.DATA)
        return places.files(self._path)

    def _root(self):
        """The folder that its files are named from."""
        self._files()
        single = None if isinstance(self._path, list) else places.place(self._path)
        if single and os.path.isdir(single):
            return os.path.abspath(single)
        return os.path.commonpath([os.path.dirname(os.path.abspath(each)) for each in self._files()])

    @staticmethod
    def _copied(source, target, overwrite):
        if os.path.exists(target) and not overwrite:
            raise UserErrorException(f"{target} is there already: give overwrite=True, or another target_path.")
        os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
        shutil.copyfile(source, target)
        return os.path.abspath(target)

    def __fspath__(self):
        return self._root()

    def __repr__(self):
        return f"{type(self).__name__}(Name: {self.name}, Version: {self.version})"


class Mounted:
    """`with dataset.mount() as mounted: mounted.mount_point`"""

    def __init__(self, root, mount_point):
        self._root, self._wanted = root, mount_point
        self.mount_point = mount_point or root

    def start(self):
        if self._wanted and not os.path.lexists(self._wanted):
            os.makedirs(os.path.dirname(os.path.abspath(self._wanted)), exist_ok=True)
            os.symlink(self._root, self._wanted)
        elif self._wanted and os.path.realpath(self._wanted) != os.path.realpath(self._root):
            raise UserErrorException(f"{self._wanted} is there already, so no dataset can be mounted there: leave mount_point out.")

    def stop(self):
        if self._wanted and os.path.islink(self._wanted):
            os.unlink(self._wanted)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()
