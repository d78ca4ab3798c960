"""Drives the runs of a compute target: stage, follow, settle, under the target's lease."""

from .clearing import clear
from .driving import stopping, supervise
from .removing import remove_builds, take_stock, targets_to_tidy, targets_with_builds
from .rounds import wake_all

__all__ = ["clear", "remove_builds", "stopping", "supervise", "take_stock", "targets_to_tidy", "targets_with_builds", "wake_all"]
