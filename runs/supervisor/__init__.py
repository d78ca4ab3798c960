"""Drives the runs of a compute target: stage, follow, settle, under the target's lease."""

from .driving import stopping, supervise
from .rounds import check_health, wake_all
from .sweeping import sweep

__all__ = ["check_health", "stopping", "supervise", "sweep", "wake_all"]
