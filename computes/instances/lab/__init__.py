"""JupyterLab on an instance: a job of its own there, in an environment that is built at the first opening. The studio alone holds its token,
and computes/proxy shows it to the instance's owner."""

from .asking import activity, over
from .setting_up import end, steps

__all__ = ["activity", "end", "over", "steps"]
