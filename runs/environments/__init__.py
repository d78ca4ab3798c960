"""Environments: what a run's Python has, frozen and named, and how the agent is asked for it."""

from .aliases import curated as stand_in
from .asking import asked, for_job, secrets, variables
from .definition import definition
from .registry import find, for_run, names, offered, register

__all__ = ["asked", "definition", "find", "for_job", "for_run", "names", "offered", "register", "secrets", "stand_in", "variables"]
