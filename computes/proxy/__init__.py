"""JupyterLab of a compute instance, shown to its owner by the studio itself: HTTP and websockets under /w/<workspace>/computes/<instance>/lab/.

The browser's session says who asks, and each request is decided anew; nothing of the session reaches the instance, and nothing that the instance
sends reaches the rest of the studio. No port is open anywhere: the studio calls the container by its own address on its host, or through the
host's SSH connection."""

from .http import LabHttp
from .websocket import lab_websockets

__all__ = ["LabHttp", "lab_websockets"]
