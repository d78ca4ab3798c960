"""Runs in containers: from what a configuration and its target say to what the agent is asked for."""

from .asking import for_job, image_of, secrets, wanted
from .problems import problems

__all__ = ["for_job", "image_of", "problems", "secrets", "wanted"]
