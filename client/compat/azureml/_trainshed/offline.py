"""What `Run.get_context()` gives where the script is in no run: it prints what would have been logged."""

import os

from . import schemas, ways
from .scalars import column, scalar


class _OfflineRun:
    """Not a Run: scripts ask for that. It has no experiment and no workspace either, which they try first."""

    parent = None
    type = None
    number = 0
    name = display_name = description = None
    status = "Running"

    def __init__(self, parent_logger=None, run_id=None, **kwargs):
        from uuid import uuid4

        self.id = run_id or f"OfflineRun_{uuid4()}"
        self.run_id = self._run_id = self.id
        self._tags, self._properties = {}, {}
        self.input_datasets, self.output_datasets = {}, {}

    def log(self, name, value, description="", step=None):
        _print("scalar", name, scalar(name, value))

    def log_list(self, name, value, description=""):
        _print("list", name, column(name, value))

    def log_row(self, name, description=None, **kwargs):
        _print("row", name, {key: scalar(key, value) for key, value in kwargs.items()})

    def log_table(self, name, value, description=""):
        _print("table", name, schemas.columns(name, value, column))

    def log_image(self, name, path=None, plot=None, description=""):
        _print("image", name, path if plot is None else plot)

    def log_confusion_matrix(self, name, value, description=""):
        _print("confusion matrix", name, schemas.checked("confusion_matrix", value))

    def log_accuracy_table(self, name, value, description=""):
        _print("accuracy table", name, schemas.checked("accuracy_table", value))

    def log_residuals(self, name, value, description=""):
        _print("residuals", name, schemas.checked("residuals", value))

    def log_predictions(self, name, value, description=""):
        _print("predictions", name, schemas.checked("predictions", value))

    def flush(self, timeout_seconds=300):
        pass

    def tag(self, key, value=None):
        self._tags[key] = value

    def set_tags(self, tags):
        self._tags.update(tags)

    def remove_tags(self, tags):
        for key in [tags] if isinstance(tags, str) else tags:
            self._tags.pop(key, None)

    def get_tags(self):
        return dict(self._tags)

    def add_properties(self, properties):
        self._properties.update(properties)

    def get_properties(self):
        return dict(self._properties)

    tags, properties = property(get_tags), property(get_properties)

    def upload_file(self, name, path_or_stream, datastore_name=None):
        print(f"Attempted to upload the file {name}")

    def upload_files(self, names, paths, return_artifacts=False, timeout_seconds=None, datastore_name=None):
        print("Attempted to upload the files {}".format(", ".join(names)))

    def upload_folder(self, name, path, datastore_name=None):
        print(f"Attempted to upload the folder {path} as {name}")

    def get_file_names(self):
        return []

    def get_metrics(self, name=None, recursive=False, run_type=None, populate=False):
        return {}

    def child_run(self, name=None, run_id=None, outputs=None):
        child = _OfflineRun(run_id=run_id)
        child.parent = self
        return child

    def create_children(self, count=None, tag_key=None, tag_values=None):
        return [self.child_run() for _ in (range(count) if count is not None else tag_values or [])]

    def get_children(self, *args, **kwargs):
        return iter([])

    def get_status(self):
        return self.status

    def get_details(self):
        return {"runId": self.id, "status": self.status}

    to_dict = get_details

    def get_secret(self, name):
        from azureml.core.keyvault import Keyvault

        return Keyvault().get_secret(name)

    def get_portal_url(self):
        return ""

    def register_model(self, model_name, model_path=None, **kwargs):
        print(f"Attempted to register the model {model_name}")

    def start(self):
        self.status = "Running"

    def complete(self, _set_status=True):
        self.status = "Completed"

    def fail(self, error_details=None, error_code=None, _set_status=True):
        self.status = "Failed"

    def cancel(self):
        self.status = "Canceled"

    def wait_for_completion(self, *args, **kwargs):
        return self.get_details()

    def submit_child(self, *args, **kwargs):
        ways.refuse("An offline run cannot submit another one", ways.SUBMIT)

    def take_snapshot(self, path):
        ways.refuse("An offline run has no snapshot", "submit the script to a studio")

    restore_snapshot = download_file = download_files = take_snapshot

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.complete() if error is None else self.fail(error)

    def __repr__(self):
        return f"Run(Id: {self.id}, in {os.getcwd()})"


def _print(kind, name, value):
    print(f"Attempted to log {kind} metric {name}:\n{value}")
