from .configuration import Configuration, ConfigurationVersion
from .event import Event
from .experiment import Experiment
from .fetch import Fetch
from .metric import Metric, MetricChunk
from .output import Output
from .run import Run
from .snapshot import Snapshot
from .source import Source
from .state import State
from .stream import Stream

__all__ = [
    "Configuration",
    "ConfigurationVersion",
    "Event",
    "Experiment",
    "Fetch",
    "Metric",
    "MetricChunk",
    "Output",
    "Run",
    "Snapshot",
    "Source",
    "State",
    "Stream",
]
