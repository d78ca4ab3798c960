"""Drives the runs of a compute target: stage, follow, settle, under the target's lease."""

from .driving import stopping, supervise
from .removing import remove_builds, take_stock, targets_to_tidy, targets_with_builds
from .rounds import wake_all
from .sweeping import sweep

__all__ = ["remove_builds", "stopping", "supervise", "sweep", "take_stock", "targets_to_tidy", "targets_with_builds", "wake_all"]
