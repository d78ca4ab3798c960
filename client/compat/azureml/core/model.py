"""Models: a name for files of this run."""

import enum
import os

from azureml._trainshed import files, ways
from azureml._trainshed.lines import told
from azureml._trainshed.ways import elsewhere
from azureml.exceptions import ModelNotFoundException, UserErrorException

globals().update(elsewhere(__name__, "InferenceConfig ModelPackage"))


class Model:
    """A model that this run registered. Its version is given by the studio, and not known here."""

    class Framework(enum.Enum):
        CUSTOM = "Custom"
        TENSORFLOW = "TensorFlow"
        SCIKITLEARN = "ScikitLearn"
        ONNX = "Onnx"
        PYTORCH = "PyTorch"
        TFKERAS = "TfKeras"
        MULTI = "Multi"

    version = None

    def __init__(self, workspace=None, name=None, id=None, tags=None, properties=None, version=None, run_id=None, **kwargs):
        name = name or (id or "").partition(":")[0]
        found = _told(name)
        if found is None:
            _not_here(name)
        self._take(found)

    @classmethod
    def _registered(cls, run, model):
        made = cls.__new__(cls)
        made._take(dict(model, run_id=run.id))
        return made

    def _take(self, model):
        self.name = self.id = model["name"]
        self.path, self.run_id = model["path"], model.get("run_id")
        self.tags, self.properties, self.description = model.get("tags"), model.get("properties"), model.get("description")
        self.model_framework, self.model_framework_version = model.get("framework"), model.get("framework_version")

    @staticmethod
    def register(
        workspace=None, model_path=None, model_name=None, tags=None, properties=None, description=None, child_paths=None, **kwargs
    ):
        """Keep a local file or folder with this run, and name it as a model."""
        from azureml.core.run import Run

        if not model_path or not model_name or not os.path.exists(model_path):
            raise UserErrorException(f"Model.register takes a model_name and a model_path that is there, not {model_path!r}.")
        known = {key: kwargs[key] for key in ("model_framework", "model_framework_version") if key in kwargs}
        run = Run.get_context(allow_offline=False)
        return run.register_model(model_name, _kept(run, model_name, model_path), tags, properties, description=description, **known)

    @staticmethod
    def get_model_path(model_name, version=None, _workspace=None):
        """Where the files of a model lie that this run registered, or that AZUREML_MODEL_DIR offers."""
        found = _told(model_name)
        if found:
            return files.path_of(None, found["path"])
        offered = os.path.join(os.environ.get("AZUREML_MODEL_DIR", "azureml-models"), model_name)
        if not os.path.exists(offered):
            _not_here(model_name)
        return offered

    @staticmethod
    def list(workspace=None, name=None, **kwargs):
        return [model for model in Model._all() if name in (None, model.name)]

    @staticmethod
    def _all():
        return [Model._registered(_Of(fact.get("r")), fact["m"]) for fact in told("m", everybody=True)]

    def download(self, target_dir=".", exist_ok=False, exists_ok=None):
        """Copy the model's files into `target_dir`; the path of the copy."""
        base = os.path.dirname(self.path)
        for name in files.names(None):
            if name == self.path or name.startswith(self.path + "/"):
                files.download(None, name, os.path.join(target_dir, os.path.relpath(name, base)))
        return os.path.join(target_dir, os.path.basename(self.path))

    @staticmethod
    def deploy(*args, **kwargs):
        ways.refuse("Models are not deployed by this studio", "take the model's files from its page and serve them where you serve models")

    package = profile = deploy

    def delete(self):
        ways.refuse("A model cannot be deleted inside a run", ways.STUDIO)

    def serialize(self):
        return {"name": self.name, "id": self.id, "tags": self.tags, "properties": self.properties, "description": self.description}

    def __repr__(self):
        return f"Model(Name: {self.name})"


class _Of:
    def __init__(self, run_id):
        self.id = run_id


def _told(name):
    """What this run told of the model when it registered it last."""
    found = [fact["m"] for fact in told("m", everybody=True) if fact["m"]["name"] == name]
    return found[-1] if found else None


def _kept(run, name, path):
    """The name of the model's files in the run; files that it has not kept yet are kept below models/."""
    known = files.name_of(None, path)
    if known:
        return known
    place = f"models/{name}/{os.path.basename(os.path.abspath(path))}"
    run.upload_folder(place, path) if os.path.isdir(path) else run.upload_file(place, path)
    return place


def _not_here(name):
    raise ModelNotFoundException(
        f"There is no model {name!r} among those that this run registered: name its files as an input in the run configuration's data "
        "section, or put them beside the script."
    )
