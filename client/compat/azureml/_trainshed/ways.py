"""What cannot be done from inside a run, and the way out of it."""

from azureml.exceptions import NotSupportedHere

SUBMIT = "submit runs from outside: on the studio's pages, with `trainshed run submit-script`, or with `from trainshed import Experiment`"
STUDIO = "use the studio's pages, its command line, or `from trainshed import Workspace` on a machine that reaches the studio"
DATA = "put the file beside the script, or name its datastore or dataset in the run configuration's data section"
SERVE = "take the model's files from its page and serve them where you serve models"
EXPLAIN = "keep what explains the model with run.upload_file, run.log_image or run.log_table"
PANDAS = "add pandas to the packages of the run's environment"


def refuse(what, way):
    raise NotSupportedHere(f"{what}: {way}.")


class _Elsewhere(type):
    """A class that scripts may import and name, but not use: `ComputeTarget.create(...)` is refused as `ComputeTarget(...)` is."""

    def __getattr__(cls, name):
        if name.startswith("_"):
            raise AttributeError(name)

        def refused(*args, **kwargs):
            refuse(f"{cls.__name__}.{name} cannot be used inside a run", cls._way)

        return refused

    def __call__(cls, *args, **kwargs):
        refuse(f"{cls.__name__} cannot be used inside a run", cls._way)


def elsewhere(module, names, way=SUBMIT):
    """Classes of these names, to be imported from `module`."""
    return {name: _Elsewhere(name, (), {"_way": way, "__module__": module}) for name in names.split()}
