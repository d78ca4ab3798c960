from __future__ import annotations

from collections.abc import Callable, Iterator

from ..values import Finding
from .subject import Subject


def unfit(subject: Subject) -> Iterator[Finding]:
    for misfit in subject.misfits:
        yield subject.finding("error", misfit.sentence, *misfit.path)


def target(subject: Subject) -> Iterator[Finding]:
    if subject.known.targets is not None and subject.target not in subject.known.targets:
        there = ", ".join(sorted(subject.known.targets)) or "none yet"
        yield subject.finding("error", f"There is no compute target {subject.target} in this workspace; there is: {there}.", "target")


def script(subject: Subject) -> Iterator[Finding]:
    name, files = subject.configuration.script, subject.known.files
    if name and files is not None and name.removeprefix("./") not in files:
        yield subject.finding("error", f"The script {name} is not among the project's files.", "script")


RULES: list[Callable[[Subject], Iterator[Finding]]] = [unfit, target, script]
