"""`run.log` and its kin."""

from trainshed import journal

from . import images, schemas
from .lines import tell, tell_point, tell_rows
from .scalars import column, scalar

NUMBERS = (float, int)


class Recording:
    """Of a run that knows the `_child` it is (None: the run itself)."""

    def log(self, name, value, description="", step=None):
        """One value of the metric `name`. Logged again it becomes a series."""
        if type(value) not in NUMBERS:
            value = scalar(name, value)
        if value is None or isinstance(value, str):
            tell_rows("text", name, {name: [value]}, description, self._child)
        elif self._child:
            tell_point(name, value, step, self._child)
        else:
            journal.log(name, value, step)

    def log_list(self, name, value, description=""):
        """The values of a list, after those that this list has already."""
        tell_rows("list", name, {name: column(name, value)}, description, self._child)

    def log_row(self, name, description=None, **kwargs):
        """One row of a table: a value for each of its columns."""
        tell_rows("table", name, {key: [scalar(key, value)] for key, value in kwargs.items()}, description, self._child)

    def log_table(self, name, value, description=""):
        """Rows of a table, by columns: {"x": [1, 2], "y": [0.1, 0.2]}."""
        tell_rows("table", name, schemas.columns(name, value, column), description, self._child)

    def log_image(self, name, path=None, plot=None, description=""):
        """An image file, or a plot of matplotlib, which is kept as PNG."""
        kept = images.keep(self, name, path, plot)
        tell("i", {"name": name, "path": kept, "description": description or ""}, self._child)

    def log_confusion_matrix(self, name, value, description=""):
        self._log_document("confusion_matrix", name, value, description)

    def log_accuracy_table(self, name, value, description=""):
        self._log_document("accuracy_table", name, value, description)

    def log_residuals(self, name, value, description=""):
        self._log_document("residuals", name, value, description)

    def log_predictions(self, name, value, description=""):
        self._log_document("predictions", name, value, description)

    def flush(self, timeout_seconds=300):
        """Nothing is held back: each call wrote its line."""

    def _log_document(self, kind, name, value, description):
        document = schemas.checked(kind, value)
        tell("k", {"name": name, "kind": kind, "value": document, "description": description or ""}, self._child)
