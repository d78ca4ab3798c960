"""The two moments of a job's data: before its script and after it."""

from __future__ import annotations

import os

from ..folders import JobFolder
from . import places, words
from .failed import Failed
from .transfer import Transfer


def bring(folder: JobFolder, job: dict, runner) -> None:
    """Have every input at its path and every output's folder ready; then the job's variables, arguments and facts name those paths.

    Failed with a sentence. Whatever `runner.attend` raises, when the run is cancelled meanwhile, passes through."""
    data = job.get("data") or {}
    cwd = os.path.join(folder.path, job.get("cwd") or "code")
    told: dict[str, str] = {}
    for item, step in [(item, _input) for item in data.get("inputs", ())] + [(item, _output) for item in data.get("outputs", ())]:
        _say_notes(folder, item)
        path = _tried("brought", item, step, folder, cwd, item, Transfer(folder, job, runner))
        _expose(job, item, path, told)
    job["argv"] = words.replaced(job["argv"], told, {**os.environ, **(job.get("variables") or {})})


def take_away(folder: JobFolder, job: dict, runner) -> None:
    """Send what the outputs hold to their datastores. Failed with a sentence; what was sent before stays sent."""
    cwd = os.path.join(folder.path, job.get("cwd") or "code")
    for item in (job.get("data") or {}).get("outputs", ()):
        if item["mode"] == "upload":
            _tried("taken away", item, _upload, folder, cwd, item, Transfer(folder, job, runner))


def _tried(what: str, item: dict, step, *arguments):
    try:
        return step(*arguments)
    except Failed as trouble:
        raise Failed(f"The data could not be {what}: {item['name']}: {trouble}") from trouble
    except OSError as trouble:
        raise Failed(f"The data could not be {what}: {item['name']}: {trouble.strerror or trouble}: {trouble.filename or ''}.") from trouble


def _input(folder: JobFolder, cwd: str, item: dict, transfer: Transfer) -> str:
    if item["place"]["kind"] == "folder" and item["mode"] != "download":
        return places.mounted(folder, item)
    path = places.here(folder, cwd, item)
    single = transfer.run("download", path, item).get("single")
    return os.path.join(path, single) if single and not item.get("folder") else path


def _output(folder: JobFolder, cwd: str, item: dict, transfer: Transfer) -> str:
    path = item["place"]["path"] if item["mode"] == "mount" else places.here(folder, cwd, item)
    if item["mode"] == "mount" and not os.path.isdir(item["place"]["root"]):
        raise Failed(f"There is no folder {item['place']['root']} on this target. Correct the datastore, or make the folder.")
    os.makedirs(path, exist_ok=True)
    return path


def _upload(folder: JobFolder, cwd: str, item: dict, transfer: Transfer) -> None:
    transfer.run("upload", places.here(folder, cwd, item), item)


def _expose(job: dict, item: dict, path: str, told: dict) -> None:
    value = item.get("value") or path
    job.setdefault("variables", {}).update(dict.fromkeys(item.get("variables", ()), value))
    told.update(dict.fromkeys(item.get("words", ()), value))
    known = (job.get("run") or {}).get("inputs", {}).get(item["name"])
    if isinstance(known, dict):
        known["path"] = path


def _say_notes(folder: JobFolder, item: dict) -> None:
    for note in item.get("notes", ()):
        folder.say(note)
