from .act import Act
from .errand import Errand
from .instance import Instance, InstanceState
from .outage import Outage
from .sample import Sample
from .target import Fenced, Mode, Target, validate_name

__all__ = ["Act", "Errand", "Fenced", "Instance", "InstanceState", "Mode", "Outage", "Sample", "Target", "validate_name"]
