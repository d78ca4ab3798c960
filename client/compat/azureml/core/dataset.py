"""Datasets: those that this run was given, and tables read from files."""

from azureml._trainshed import ways
from azureml._trainshed.facts import facts
from azureml._trainshed.inputs import dataset
from azureml.data.dataset_factory import FileDatasetFactory, TabularDatasetFactory
from azureml.data.file_dataset import FileDataset
from azureml.data.tabular_dataset import TabularDataset

__all__ = ["Dataset", "FileDataset", "TabularDataset"]


class Dataset:
    File = FileDatasetFactory
    Tabular = TabularDatasetFactory

    @staticmethod
    def get_by_name(workspace, name, version="latest", **kwargs):
        known = Dataset._known()
        if name not in known:
            ways.refuse(
                "The dataset {!r} is not among the inputs of this run ({})".format(name, ", ".join(known) or "it has none"), ways.DATA
            )
        if version not in ("latest", None) and str(known[name].get("version", version)) != str(version):
            ways.refuse(
                "This run was given version {} of the dataset {!r}, not {}".format(known[name]["version"], name, version), ways.DATA
            )
        return dataset(known[name])

    get = get_by_name

    @staticmethod
    def get_by_id(workspace, id, **kwargs):
        for known in Dataset._known().values():
            if str(id) in (str(known.get("id")), "{}:{}".format(known.get("name"), known.get("version"))):
                return dataset(known)
        ways.refuse(f"The dataset {id!r} is not among the inputs of this run", ways.DATA)

    @staticmethod
    def get_all(workspace):
        return {name: dataset(known) for name, known in Dataset._known().items()}

    @staticmethod
    def _known():
        """The datasets that this run was given, and those of the workspace whose folder is on this machine, by name."""
        found = {name: dict(each, name=name) for name, each in (facts().get("datasets") or {}).items()}
        for each in (facts().get("inputs") or {}).values():
            of = each.get("dataset") or {}
            if of.get("name"):
                found[of["name"]] = dict(each, **of)
        return found
