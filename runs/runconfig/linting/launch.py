"""What runs, and where: script, arguments, target, framework, nodes, time."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from runs import resources as asking

from .. import support
from ..nodes import Written, plain
from ..values import Finding
from .subject import Subject

MONTH = 2_592_000


def target(subject: Subject) -> Iterator[Finding]:
    name, targets = subject.target, subject.known.targets
    if targets is None or name in targets:
        return
    if name.lower() in support.TARGETS_OF_AZURE:
        message = f"target: {name} asked Azure to create a machine for the run; name a compute target of this workspace{_listed(targets)}."
    else:
        close = get_close_matches(name.lower(), {each.lower(): each for each in targets}, n=1, cutoff=0.7)
        guess = next((each for each in targets if close and each.lower() == close[0]), "")
        way = f"Did you mean {guess}?" if guess else f"Add it under Computes, or choose another{_listed(targets)}."
        message = f"There is no compute target {name} in this workspace. {way}"
    yield subject.finding("error", message, "target")


def _listed(targets: object) -> str:
    names = sorted(str(each) for each in targets)  # type: ignore[attr-defined]
    return f": {', '.join(names[:8])}{' and others' if len(names) > 8 else ''}" if names else ""


def script(subject: Subject) -> Iterator[Finding]:
    name, command = subject.configuration.script, subject.configuration.command
    if command:
        if subject.says("script") and name:
            yield subject.finding(
                "warning", "script and arguments are ignored: command says what to run. Remove one of the two.", "command"
            )
        return
    if not name:
        yield subject.finding("error", "There is no script to run; write script: and its path in the project's folder.", "script")
        return
    if trouble := _outside(name):
        yield subject.finding(
            "error", f"The script {name} {trouble}; write its path from the project's folder, with / between folders.", "script"
        )
    elif subject.known.files is not None and not _among(name, subject.known.files):
        said = "" if subject.says("script") else ", which runs when none is named,"
        yield subject.finding("error", f"The script {name}{said} is not among the project's files; correct its path or add it.", "script")


def _outside(name: str) -> str:
    if "\\" in name:
        return "has a backslash in it, as on Windows"
    if name.startswith("/") or name[1:2] == ":":
        return "is an absolute path"
    if ".." in name.split("/"):
        return "leads out of the project's folder"
    return "begins with a dash" if name.startswith("-") else ""


def _among(name: str, files: object) -> bool:
    path = "/".join(part for part in name.split("/") if part not in ("", "."))
    return path in files  # type: ignore[operator]


def arguments(subject: Subject) -> Iterator[Finding]:
    written = subject.document.written.get("arguments")
    items = written if isinstance(written, list) else []
    for position, item in enumerate(items):
        if isinstance(item, (dict, list)):
            yield subject.finding(
                "error",
                f"Argument {position + 1} is a {'map' if isinstance(item, dict) else 'list'}; quote it if it is meant as text.",
                "arguments",
                position,
            )
        elif message := _misleading(item):
            yield subject.finding("hint", f"Argument {position + 1} {message}", "arguments", position)
    yield from _repeated(subject, items)


def _misleading(item: object) -> str:
    if item is None:
        return 'is empty, and the script gets the word "None"; write "" for an empty argument.'
    if isinstance(item, Written) and str(plain(item)) != item.text:
        return f'reaches the script as {plain(item)}, as in Azure ML; write "{item.text}" to pass it as it is.'
    if isinstance(item, str) and item.startswith("-") and " " in item.strip():
        return f"is one word for the script, blank and all; write {item.split()[0]} and its value as two items if it is an option."
    return ""


def _repeated(subject: Subject, items: list[object]) -> Iterator[Finding]:
    options = [(position, item) for position, item in enumerate(items) if isinstance(item, str) and item.startswith("--") and item != "--"]
    counts = Counter(item for _position, item in options)
    last = {item: position for position, item in options}
    for item, position in last.items():
        if counts[item] > 1:
            yield subject.finding("hint", f"{item} is given {counts[item]} times; most scripts take the last one.", "arguments", position)


def framework(subject: Subject) -> Iterator[Finding]:
    yield from _word(subject, "framework", subject.configuration.framework, support.FRAMEWORKS)


def communicator(subject: Subject) -> Iterator[Finding]:
    if subject.kind not in support.CLUSTERS:
        yield from _word(subject, "communicator", subject.configuration.communicator, support.COMMUNICATORS)


def _word(subject: Subject, key: str, said: str | None, words: dict[str, str]) -> Iterator[Finding]:
    if said is None or not words.get(said.lower(), said):
        return
    if why := words.get(said.lower()):
        yield subject.finding("error", f"{why}." if why[0].isupper() else f"communicator: {said} {why}.", key)
        return
    close = get_close_matches(said.lower(), words, n=1, cutoff=0.7)
    way = f"Did you mean {close[0]}?" if close else f"Write {key}: {'Python' if key == 'framework' else 'None'}."
    yield subject.finding("error", f"{said} is no {key} of Azure ML. {way}", key)


def nodes(subject: Subject) -> Iterator[Finding]:
    count = subject.configuration.node_count
    if count is not None and count < 1:
        yield subject.finding("error", f"nodeCount: {count} is no number of machines; write 1.", "nodeCount")
    elif count and count > 1 and subject.kind is not None and subject.kind not in support.CLUSTERS:
        message = f"nodeCount: {count} asks for several machines, and {subject.target} is a single one; set it to 1 or choose a cluster."
        yield subject.finding("error", message, "nodeCount")


def limits(subject: Subject) -> Iterator[Finding]:
    seconds, name = subject.configuration.max_run_duration_seconds, subject.configuration.job_name
    if seconds is not None and not 0 < seconds <= MONTH:
        message = (
            f"maxRunDurationSeconds: {seconds} is out of bounds; write 1 to {MONTH:,} seconds (30 days), or leave it empty for no limit."
        )
        yield subject.finding("error", message, "maxRunDurationSeconds")
    if name and len(name) > 100:
        yield subject.finding("warning", "jobName is longer than the 100 characters that a run's name has; the rest is cut off.", "jobName")
    if abs(subject.configuration.priority or 0) > 2_147_483_647:
        yield subject.finding("error", "priority is too large a number; write one between -1000 and 1000.", "priority")


def resources(subject: Subject) -> Iterator[Finding]:
    for name in asking.NAMES:
        try:
            asking.read({name: getattr(subject.configuration.resources, name, None)})
        except ValueError as error:
            yield subject.finding("error", f"resources.{name}: {error}", "resources", name)


def watched(subject: Subject) -> Iterator[Finding]:
    for position, folder in enumerate(getattr(subject.configuration.history, "directories_to_watch", None) or []):
        tidy = posixpath.normpath(str(folder))
        if tidy.startswith(("/", "../")) or tidy in (".", ".."):
            message = f"The folder {folder} is not kept: name one below the folder where the script starts, such as logs or checkpoints."
            yield subject.finding("warning", message, "history", "directoriesToWatch", position)
