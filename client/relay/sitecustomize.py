"""Loaded by Python at the start of a script that has the real azureml-core, inside a run of a studio.

azureml-core sends files to Azure's storage whatever address it is given, with TLS: two of its functions are exchanged when
they are imported, so that files go to the agent on this machine. What it still holds back when the script ends is sent then, as
Azure ML's own wrapper around scripts did. Any other sitecustomize of the environment is run too.
Standard library, Python 3.6 and later.
"""

import importlib.util
import os
import sys

UPLOAD, DISCOVERY, RUN = "azureml._file_utils.upload", "azureml._base_sdk_common.service_discovery", "azureml._run_impl.run_base"


class Finder:
    """Finds the three modules as Python would, and has them changed once they are loaded."""

    def __init__(self):
        self.looking = False

    def find_spec(self, name, path=None, target=None):
        if name not in (UPLOAD, DISCOVERY, RUN) or self.looking:
            return None
        self.looking = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self.looking = False
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module
            spec.loader.exec_module = lambda module: _load(load, module)
        return spec


def _load(load, module):
    load(module)
    if module.__name__ == UPLOAD:
        module.upload_blob_from_stream = send
    elif module.__name__ == DISCOVERY:
        _keep_addresses_apart(module.CachedServiceDiscovery)
    elif not os.environ.get("AZUREML_DISABLE_RUN_KILL_SIGNAL"):
        _at_exit(lambda: _send_the_rest(module._RunBase))


def send(stream, url, content_type=None, session=None, timeout=None, backoff=None, retries=None):
    """Put the stream's bytes, from where it stands, at this address of the relay."""
    import http.client
    from urllib.parse import urlsplit

    place = urlsplit(url)
    begin = stream.tell()
    length = stream.seek(0, os.SEEK_END) - begin
    stream.seek(begin)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=timeout)
    try:
        connection.request("PUT", place.path, body=stream, headers={"Content-Length": str(length)})
        answer = connection.getresponse()
        if answer.status != 201:
            raise OSError("The file could not be kept with the run: " + answer.read().decode("utf-8", "replace"))
        answer.read()
    finally:
        connection.close()


def _keep_addresses_apart(discovery):
    """Addresses are remembered in the user's home: each run has its own, and leaves none behind there."""
    begin = discovery.__init__

    def __init__(self, auth, file_path=None):
        begin(self, auth, os.path.join(os.environ.get("AZUREML_HOME", os.path.expanduser("~")), ".discovery"))

    discovery.__init__ = __init__


def _at_exit(act):
    """Before the pool of threads that sends things is closed, which the client's modules have asked for when they were loaded."""
    import atexit
    import threading

    getattr(threading, "_register_atexit", atexit.register)(act)


def _send_the_rest(run_base):
    if not run_base._registered_kill_handlers.empty():
        run_base._kill(timeout=float(os.environ.get("AZUREML_RUN_KILL_SIGNAL_TIMEOUT_SEC", "300")))


def _run_the_next():
    """Only the first sitecustomize of the path is loaded by Python: load the one that we stand before."""
    here = os.path.dirname(os.path.abspath(__file__))
    others = [folder for folder in sys.path if os.path.abspath(folder or ".") != here]
    for folder in others:
        path = os.path.join(folder, "sitecustomize.py")
        if os.path.isfile(path):
            spec = importlib.util.spec_from_file_location("sitecustomize_of_environment", path)
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
            return


if os.environ.get("AZUREML_RELAY"):
    sys.meta_path.insert(0, Finder())
_run_the_next()
