"""Drives the runs of a compute target: stage, follow, settle, under the target's lease."""

from .driving import supervise
from .rounds import check_health, wake_all

__all__ = ["check_health", "supervise", "wake_all"]
