"""Data of runs: what a run configuration names, found in the workspace's datastores and data sets, and brought into the agent's form."""

from .planning import Plan, facts, plan, read_by, register_outputs
from .resolving import frozen, problems

__all__ = ["Plan", "facts", "frozen", "plan", "problems", "read_by", "register_outputs"]
