"""The environment variables of a job's processes."""

from __future__ import annotations

import os

from .folders import JobFolder

# What belongs to the studio or to the agent's own interpreter, never to a user's script. PYTHONDONTWRITEBYTECODE would make
# every process of the job compile all its imports anew, which doubles import times.
DROPPED = ("DATABASE_URL", "REDIS_URL", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "__PYVENV_LAUNCHER__")
DROPPED_PREFIXES = ("TRAINSHED_", "DJANGO_", "CELERY_")


def inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in DROPPED and not name.startswith(DROPPED_PREFIXES)}


def of_job(folder: JobFolder, job: dict, marker: str, prepared, offer, surroundings: dict | None = None) -> dict[str, str]:
    """`surroundings` are those of a container, in the place of this machine's own."""
    variables = {**(inherited() if surroundings is None else surroundings), **prepared.variables}
    variables["TRAINSHED_RUN_ID"] = job["id"]
    variables.update({name: str(value) for name, value in job.get("variables", {}).items()})
    variables.update(
        TRAINSHED_JOB=marker,
        TRAINSHED_METRICS=folder("metrics.jsonl"),
        TRAINSHED_OUTPUTS=folder("outputs"),
        PYTHONUNBUFFERED="1",
        RANK="0",
        LOCAL_RANK="0",
        WORLD_SIZE="1",
    )
    variables.update(offer.variables)
    variables["PYTHONPATH"] = _joined(*offer.folders, variables.get("PYTHONPATH"))
    variables["PATH"] = _joined(*prepared.path, variables.get("PATH", os.defpath))
    prefix = os.path.dirname(os.path.dirname(prepared.python))
    if os.path.exists(os.path.join(prefix, "pyvenv.cfg")):
        variables["VIRTUAL_ENV"] = prefix
    if job.get("gpus") is not None:
        variables["CUDA_VISIBLE_DEVICES"] = ",".join(map(str, job["gpus"]))
    return variables


def _joined(*parts) -> str:
    return os.pathsep.join(part for part in parts if part)
