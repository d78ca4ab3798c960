"""Trainshed's client.

Inside a run: `trainshed.log("loss", 0.3)`, `log_params`, `log_artifact`: the standard library alone, Python 3.8 and later.
From anywhere: `trainshed.Studio(url, token)`, the SDK, loaded when first named (it needs httpx).
"""

from .journal import log, log_artifact, log_params

__version__ = "0.1.0"
__all__ = ["Studio", "StudioError", "log", "log_artifact", "log_params"]

# The modules that travel to a compute target inside the agent: the standard library alone.
INSIDE_A_RUN = ("__init__.py", "journal.py")


def __getattr__(name):
    if name not in ("Studio", "StudioError"):
        raise AttributeError(f"module 'trainshed' has no attribute {name!r}")
    try:
        from . import sdk
    except ImportError as missing:
        raise ImportError(
            f"trainshed.{name} needs the whole client; a run has only the part that logs: add trainshed to its requirements"
        ) from missing
    return getattr(sdk, name)
