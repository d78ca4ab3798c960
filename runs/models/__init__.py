from .configuration import Configuration, ConfigurationVersion
from .data import Dataset, Datastore, DatastoreCheck
from .environment import Environment, EnvironmentBuild, EnvironmentVersion, PackageIndexes
from .event import Event
from .experiment import Experiment
from .fetch import Fetch
from .many import move_many
from .metric import Metric, MetricChunk
from .output import Output
from .record import Model, Record, RecordRows
from .run import Run
from .snapshot import Snapshot
from .source import Source
from .state import State
from .stream import Stream
from .sweep import Sweep, Trial
from .tag import Tag

__all__ = [
    "Configuration",
    "ConfigurationVersion",
    "Dataset",
    "Datastore",
    "DatastoreCheck",
    "Environment",
    "EnvironmentBuild",
    "EnvironmentVersion",
    "Event",
    "Experiment",
    "Fetch",
    "Metric",
    "MetricChunk",
    "Model",
    "Output",
    "PackageIndexes",
    "Record",
    "RecordRows",
    "Run",
    "Snapshot",
    "Source",
    "State",
    "Stream",
    "Sweep",
    "Tag",
    "Trial",
    "move_many",
]
