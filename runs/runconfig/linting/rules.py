"""Every rule, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..values import Finding
from . import casts, container, data, environment, ignored, keys, launch
from .subject import Subject


def legacy(subject: Subject) -> Iterator[Finding]:
    for note in subject.document.notes:
        yield Finding("warning", note, 1, 1)


RULES: list[Callable[[Subject], Iterator[Finding]]] = [
    legacy,
    keys.keys,
    casts.unfit,
    casts.surprising,
    casts.empty_sections,
    launch.target,
    launch.script,
    launch.arguments,
    launch.framework,
    launch.communicator,
    launch.nodes,
    launch.limits,
    launch.resources,
    launch.watched,
    environment.by_name,
    environment.by_path,
    environment.conda_file,
    environment.interpreter,
    environment.inline_conda,
    environment.variables,
    container.engine,
    container.image,
    container.dockerfile,
    container.registry,
    container.arguments,
    container.shared_memory,
    data.references,
    data.inputs,
    data.outputs,
    data.in_arguments,
    ignored.unsupported,
]
