"""The inputs of a run: paths that are there, or datasets to read."""

from azureml.exceptions import UserErrorException


class Inputs(dict):
    """By their names: a dataset where the script reads it itself, else the path where it was mounted or downloaded."""

    def __init__(self, given):
        super().__init__((name, _given(facts)) for name, facts in given.items())

    def __missing__(self, name):
        raise _NoInput(
            "This run has no input {!r} (it has {}): name it in the data section of its run configuration.".format(
                name, ", ".join(sorted(self)) or "none"
            )
        )


class _NoInput(UserErrorException, KeyError):
    """Scripts catch KeyError here."""

    __str__ = Exception.__str__


def dataset(facts):
    """A dataset of the kind that was registered."""
    from azureml.data.file_dataset import FileDataset
    from azureml.data.tabular_dataset import TabularDataset

    kind = TabularDataset if facts.get("kind") == "tabular" else FileDataset
    return kind(facts.get("path"), name=facts.get("name"), version=facts.get("version"), options=facts.get("options"))


def _given(facts):
    facts = dict(facts, **(facts.get("dataset") or {}))
    return dataset(facts) if facts.get("mechanism") == "direct" else InputPath(facts.get("path") or "", facts)


class InputPath(str):
    """Text, as Azure ML gives it; scripts that expect a dataset find its ways to be read as well."""

    def __new__(cls, path, facts):
        made = super().__new__(cls, path)
        made._dataset = dataset(dict(facts, path=path))
        return made

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._dataset, name)
