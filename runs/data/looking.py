"""A look into a datastore, by a worker: the connection tested by what it is for."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from computes import agent
from computes.agent.variables import inherited
from computes.errors import ComputeError
from computes.reach import reach
from runs.data.planning import place
from runs.models import Datastore, DatastoreCheck
from studio import datafolder

PATIENCE = 60  # seconds
PROGRAM = Path(agent.__file__).parent / "data" / "__main__.py"
TOO_SLOW = f"{{}} did not answer within {PATIENCE} seconds. Correct the address, or try again when it is up."
STUMBLED = "The studio stumbled over it; its log tells where. Try again, or tell whoever runs the studio."


def carry_out(pk: int) -> None:
    """Look, unless another worker does or did. Safe to call again at any time."""
    check = DatastoreCheck.objects.select_related("datastore", "target").filter(pk=pk).first()
    if check is None or not check.begin():
        return
    found, trouble = {}, STUMBLED
    try:
        found, trouble = _on_target(check) if check.datastore.kind == Datastore.Kind.FOLDER else _from_here(check), ""
        trouble = found.pop("error", "")
    except ComputeError as why:
        trouble = str(why)
    finally:
        check.end(found.get("entries"), bool(found.get("more")), trouble[:1].upper() + trouble[1:])


def _on_target(check: DatastoreCheck) -> dict:
    if check.target is None:
        raise ComputeError("There is no compute target to look on. Add one, and ask again.")
    workdir, _ = reach(check.target)
    return workdir.call("look", {"path": place(check.datastore, check.path)["path"]})


def _from_here(check: DatastoreCheck) -> dict:
    """In a process of its own: what the libraries of remote storage take of memory, and a server that never answers, end with it."""
    with tempfile.TemporaryDirectory(dir=datafolder.folder("uploads")) as folder:
        report = Path(folder) / "report.json"
        where = place(check.datastore, check.path)
        ask = {"act": "look", "here": folder, "report": str(report), "place": where, "options": check.datastore.secrets}
        try:
            question, silent = json.dumps(ask).encode(), subprocess.DEVNULL
            subprocess.run([sys.executable, "-I", PROGRAM], input=question, stdout=silent, env=inherited(), timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return {"error": TOO_SLOW.format(check.datastore.url)}
        return json.loads(report.read_bytes()) if report.exists() else {"error": STUMBLED}
