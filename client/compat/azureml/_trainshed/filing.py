"""Files that a run keeps, and the models that they are."""

import os

from azureml.exceptions import ModelPathNotFoundException, UserErrorException

from . import files, ways
from .facts import folder
from .family import children
from .lines import tell


class Filing:
    """Of a run that knows the `_child` it is (None: the run itself)."""

    def upload_file(self, name, path_or_stream, datastore_name=None):
        """Keep a file, or what a stream gives, under this name."""
        _no_datastore(datastore_name)
        return _artifacts([files.upload(self._child, name, path_or_stream)])

    def upload_files(self, names, paths, return_artifacts=False, timeout_seconds=None, datastore_name=None):
        _no_datastore(datastore_name)
        if len(names) != len(paths):
            raise UserErrorException(f"upload_files takes a path for each name, and got {len(paths)} and {len(names)}.")
        kept = [files.upload(self._child, name, path) for name, path in zip(names, paths)]
        return _artifacts(kept) if return_artifacts else None

    def upload_folder(self, name, path, datastore_name=None):
        _no_datastore(datastore_name)
        return _artifacts(files.upload_folder(self._child, name, path))

    def download_file(self, name, output_file_path=None, _validate_checksum=False):
        files.download(self._child, name, output_file_path)

    def download_files(
        self, prefix=None, output_directory=None, output_paths=None, batch_size=100, append_prefix=True, timeout_seconds=None
    ):
        """Copy the files whose names begin with `prefix`, into `output_directory` or to `output_paths`."""
        found = [name for name in self.get_file_names() if name.startswith(prefix or "")]
        if output_paths is not None and len(output_paths) != len(found):
            raise UserErrorException(f"{len(found)} files begin with {prefix!r}, and {len(output_paths)} output_paths were given.")
        for number, name in enumerate(found):
            short = name if append_prefix or not prefix else name[len(prefix) :].lstrip("/") or os.path.basename(name)
            where = output_paths[number] if output_paths is not None else os.path.join(os.curdir, short)
            files.download(self._child, name, os.path.join(output_directory or os.curdir, where))

    def get_file_names(self):
        """The names of this run's files; a child's are its own."""
        others = () if self._child else tuple(each["id"] + "/" for each in children())
        return [name for name in files.names(self._child) if not name.startswith(others)]

    def get_all_logs(self, destination=None):
        """Copy what lies in `logs/`; the script's own output is written elsewhere while it runs. The paths of the copies."""
        found = [name for name in self.get_file_names() if name.startswith("logs/")]
        copies = [os.path.join(destination or folder("outputs"), name) for name in found]
        for name, copy in zip(found, copies):
            files.download(self._child, name, copy)
        return copies

    def register_model(
        self,
        model_name,
        model_path=None,
        tags=None,
        properties=None,
        model_framework=None,
        model_framework_version=None,
        description=None,
        datasets=None,
        sample_input_dataset=None,
        sample_output_dataset=None,
        resource_configuration=None,
        **kwargs,
    ):
        """Name files of this run (a file, or a folder of them) as a model. The studio gives it its version when it reads this."""
        from azureml.core.model import Model

        path = (model_path or model_name).strip("/")
        if not any(name == path or name.startswith(path + "/") for name in self.get_file_names()):
            raise ModelPathNotFoundException(
                "There is no file or folder {!r} in this run to register as a model: write it below ./outputs or use run.upload_file "
                "first; the run has {}.".format(path, ", ".join(self.get_file_names()[:10]) or "no files yet")
            )
        model = {
            "name": str(model_name),
            "path": self._child + "/" + path if self._child else path,
            "tags": _texts(tags),
            "properties": _texts(properties),
            "description": description or "",
            "framework": str(getattr(model_framework, "value", model_framework) or ""),
            "framework_version": str(model_framework_version or ""),
        }
        tell("m", model, self._child)
        return Model._registered(self, model)


def _texts(labels):
    return {str(key): None if value is None else str(value) for key, value in (labels or {}).items()}


def _artifacts(names):
    """What Azure ML answers, as far as it means something here."""
    return {"artifacts": {name: {"path": name} for name in names}, "errors": {}}


def _no_datastore(name):
    if name:
        ways.refuse(f"A run's file cannot be uploaded into the datastore {name!r}", "write below Datastore.get(ws, name).path() instead")
