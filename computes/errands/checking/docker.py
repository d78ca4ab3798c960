"""Is there a container engine that the user may use? Asked where runs may have containers."""

from computes.kinds import SOCKET

from .visit import Finding, Visit, failed, passed, warning

SCRIPT = """
import json, os, socket, sys
path, answer = sys.argv[1], {"error": ""}
try:
    with socket.socket(socket.AF_UNIX) as engine:
        engine.settimeout(10)
        engine.connect(path)
except FileNotFoundError:
    answer["error"] = "missing"
except PermissionError:
    answer["error"] = "refused"
except OSError as trouble:
    answer["error"] = trouble.strerror or str(trouble)
print(json.dumps(answer))
"""
WAYS_OUT = {
    "missing": "Install Docker there (or Podman with its socket), or edit the target: name the socket’s path, or choose no containers.",
    "refused": "Let an administrator add the user to the group docker, and check again; or edit the target and choose no containers.",
    "": "Let an administrator look at the engine there (docker info), or edit the target and choose no containers.",
}
TROUBLES = {
    "missing": "There is no engine at {}.",
    "refused": "The user may not use the engine at {}.",
    "": "What listens at {} is no engine.",
}


def look(visit: Visit) -> Finding:
    if engine := visit.probe.get("docker"):
        return _found(engine)
    path = visit.target.options.get("docker_socket") or SOCKET.default
    error = visit.ask(SCRIPT, path)["error"]
    sentence = TROUBLES.get(error, f"The engine at {{}} does not answer: {error}.").format(path)
    return failed(sentence, WAYS_OUT.get(error, WAYS_OUT[""]))


def _found(engine: dict) -> Finding:
    if not engine.get("limits", True):
        told = "Containers run, but limits on their memory and processors are not kept."
        return warning(f"Docker {engine['version']} cannot limit what containers take.", told)
    return passed(f"Docker {engine['version']}.")
