"""Is there a container engine that the user may use?"""

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
    "missing": "Install Docker there (or Podman with its socket), or edit the target and name the socket’s path.",
    "refused": "Let an administrator add the user to the group docker, and check again; or edit the target and choose no containers.",
    "": "Let an administrator look at the engine there (docker info), and check again.",
}
NONE = "There is no engine: runs that ask for a container cannot have one here."
TROUBLES = {
    "missing": "There is no engine at {}.",
    "refused": "The user may not use the engine at {}.",
    "": "What listens at {} is no engine.",
}


def look(visit: Visit) -> Finding:
    if engine := visit.probe.get("docker"):
        return _found(engine)
    path, error = _trouble(visit)
    sentence = TROUBLES.get(error, f"The engine at {{}} does not answer: {error}.").format(path)
    return failed(sentence, WAYS_OUT.get(error, WAYS_OUT[""]))


def look_if_any(visit: Visit) -> Finding:
    """Where runs do without one too."""
    if not visit.probe.get("docker") and _trouble(visit)[1] == "missing":
        return passed(NONE)
    return look(visit)


def _trouble(visit: Visit) -> tuple[str, str]:
    path = visit.target.options.get("docker_socket") or SOCKET.default
    return path, visit.ask(SCRIPT, path)["error"]


def _found(engine: dict) -> Finding:
    if not engine.get("limits", True):
        told = "Containers run, but limits on their memory and processors are not kept."
        return warning(f"Docker {engine['version']} cannot limit what containers take.", told)
    return passed(f"Docker {engine['version']}.")
