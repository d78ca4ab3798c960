"""Compute instances: machines of one person that can be started and stopped, as Azure ML had them.

What people ask for (pages, API, CLI): `create`, `adopt`, `start`, `stop`, `restart`, `delete`, `open_lab`, `set_idle`, and `describe`.
A refusal is a ValidationError (names of what was given, and why not) where something is given, else a ComputeError with its sentence."""

from .asking import delete, open_lab, restart, set_idle, start, stop
from .describing import describe
from .finding import ready, visible
from .making import adopt, create, hosts_for

__all__ = ["adopt", "create", "delete", "describe", "hosts_for", "open_lab", "ready", "restart", "set_idle", "start", "stop", "visible"]
