"""What `Run.get_context()` gives where the script is in no run: it prints what would have been logged, as Azure ML's did.

It has what that one had and nothing else: scripts find out where they are by what is missing (`experiment`, `input_datasets`)."""


class _OfflineRun:
    """Not a Run: scripts ask for that."""

    def __init__(self, parent_logger=None, run_id=None, **kwargs):
        self.id = run_id or f"OfflineRun_{_unique()}"
        self.run_id = self._run_id = self.identity = self.id

    def log(self, name, value, description="", step=None):
        _logged("scalar", name, value)

    def log_list(self, name, value, description=""):
        _logged("list", name, value)

    def log_row(self, name, description=None, **kwargs):
        _logged("row", name, kwargs)

    def log_table(self, name, value, description=""):
        _logged("table", name, value)

    def log_image(self, name, path=None, plot=None, description=""):
        _logged("image", name, path if path is not None else plot)

    def log_confusion_matrix(self, name, value, description=""):
        _logged("confusion_matrix", name, value)

    def log_accuracy_table(self, name, value, description=""):
        _logged("accuracy_table", name, value)

    def log_residuals(self, name, value, description=""):
        _logged("residual", name, value)

    def log_predictions(self, name, value, description=""):
        _logged("predictions", name, value)

    def tag(self, key, value=None):
        _attempted("add tag {} with value {}", key, value)

    def set_tags(self, tags):
        _attempted("set tags {}", tags)

    def add_properties(self, properties):
        _attempted("add properties {}", properties)

    def upload_file(self, name, path_or_stream, datastore_name=None):
        _attempted("track file {} at {}", name, path_or_stream)

    def upload_files(self, names, paths, return_artifacts=False, timeout_seconds=None, datastore_name=None):
        _attempted("track files {} at {}", names, paths)

    def upload_folder(self, name, path, datastore_name=None):
        _attempted("track folder {} at {}", name, path)

    def child_run(self, name=None, run_id=None, outputs=None):
        return _OfflineRun(run_id=f"{self.id}.{name or run_id or _unique()}")

    def flush(self, timeout_seconds=300):
        _attempted("flush run with id {}", self.id)

    def complete(self, _set_status=True):
        pass

    cancel = complete

    def fail(self, error_details=None, error_code=None, _set_status=True):
        print(f"Run failed with error code {error_code}:\n{error_details}")

    def __enter__(self):
        print(f"[START] Run {self.id} context")
        return self

    def __exit__(self, kind, error, trace):
        print(f"[STOP] Run {self.id} context")

    def __getattr__(self, name):
        raise AttributeError(f"A run that is not in a studio has no {name!r}: submit the script, or ask hasattr(run, {name!r}) first.")


def _logged(kind, name, value):
    _attempted("log {} metric {}:\n{}", kind, name, value)


def _attempted(what, *facts):
    print("Attempted to " + what.format(*facts))


def _unique():
    from uuid import uuid4

    return uuid4()
