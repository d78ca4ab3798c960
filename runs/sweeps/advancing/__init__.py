"""Takes sweeps forward: reads what trials reported, stops, draws and starts trials, ends the sweep. One at a time, under the sweep's lease."""

from .driving import advance, stopping
from .rounds import due

__all__ = ["advance", "due", "stopping"]
