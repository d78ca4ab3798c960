"""Early termination: which trial a policy stops, at which interval, and why."""

from .recording import recorded
from .referee import Referee
from .replaying import Replay, Stop, replay

__all__ = ["Referee", "Replay", "Stop", "recorded", "replay"]
