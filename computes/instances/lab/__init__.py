"""JupyterLab on an instance: a job of its own there, in an environment that is built at the first opening. The studio alone holds its token,
and computes/proxy shows it to the instance's owner."""

from .asking import activity
from .setting_up import steps

__all__ = ["activity", "steps"]
