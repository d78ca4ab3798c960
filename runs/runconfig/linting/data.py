"""Datastores and datasets by name, and the ways to bring them to a run."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from ..values import Finding
from .subject import Subject

MODES = {
    "dataReferences": ("mount", "download", "upload"),
    "data": ("direct", "mount", "download", "upload"),
    "outputData": ("upload", "mount"),
}
REFERENCE = re.compile(r"\$AZUREML_DATAREFERENCE_(\w+)|DatasetConsumptionConfig:(\S+)")


def references(subject: Subject) -> Iterator[Finding]:
    for name, said in (subject.configuration.data_references or {}).items():
        if said is not None:
            place = ("dataReferences", name)
            yield from _mode(subject, said.mode, *place, "mode")
            yield from _known(subject, said.data_store_name, subject.known.datastores, "datastore", *place, "dataStoreName")
            yield from _mounted(subject, said.data_store_name, said.mode, *place, "mode")


def inputs(subject: Subject) -> Iterator[Finding]:
    for name, said in (subject.configuration.data or {}).items():
        if said is None:
            continue
        place = ("data", name, "dataLocation")
        yield from _mode(subject, said.mechanism, "data", name, "mechanism")
        dataset = said.data_location.dataset if said.data_location else None
        datapath = said.data_location.datapath if said.data_location else None
        if dataset is None and datapath is None:
            yield subject.finding(
                "error", f"data.{name} says neither dataset nor datapath; write one below its dataLocation.", "data", name
            )
        if dataset is not None and not dataset.id:
            yield from _known(subject, dataset.name, subject.known.datasets, "dataset", *place, "dataset", "name")
        if datapath is not None:
            yield from _known(subject, datapath.datastore_name, subject.known.datastores, "datastore", *place, "datapath", "datastoreName")
            yield from _mounted(subject, datapath.datastore_name, said.mechanism, "data", name, "mechanism")


def outputs(subject: Subject) -> Iterator[Finding]:
    for name, said in (subject.configuration.output_data or {}).items():
        if said is None:
            continue
        yield from _mode(subject, said.mechanism, "outputData", name, "mechanism")
        datapath = said.output_location.datapath if said.output_location else None
        if datapath is not None:
            place = ("outputData", name, "outputLocation", "datapath", "datastoreName")
            yield from _known(subject, datapath.datastore_name, subject.known.datastores, "datastore", *place)
            yield from _mounted(subject, datapath.datastore_name, said.mechanism, "outputData", name, "mechanism")


def in_arguments(subject: Subject) -> Iterator[Finding]:
    """What stands for data in the arguments has to be there below."""
    references, inputs = subject.configuration.data_references or {}, subject.configuration.data or {}
    for position, item in enumerate(subject.configuration.arguments or []):
        for found in REFERENCE.finditer(item) if isinstance(item, str) else ():
            where, names = ("dataReferences", references) if found[1] else ("data", inputs)
            name = found[1] or found[2]
            if name not in names and name not in inputs:
                message = f"{found[0]} stands for the data {name}, which {where} does not name; the script would get the word itself."
                yield subject.finding("warning", message, "arguments", position)


def _mode(subject: Subject, mode: str | None, *place: str) -> Iterator[Finding]:
    modes = MODES[place[0]]
    if mode and mode.lower() not in modes:
        yield subject.finding("error", f"{mode} is no way to bring data here; write {', '.join(modes[:-1])} or {modes[-1]}.", *place)


def _mounted(subject: Subject, name: str | None, mode: str | None, *place: str) -> Iterator[Finding]:
    if name and name in subject.known.remote and (mode or "mount").lower() == "mount":
        instead = "uploaded after the script ended" if place[0] == "outputData" else "downloaded before the script starts"
        yield subject.finding("hint", f"{name} is remote storage, which is not mounted here; the data is {instead} instead.", *place)


def _known(subject: Subject, name: str | None, names: Container[str] | None, noun: str, *place: str) -> Iterator[Finding]:
    if name and names is not None and name not in names:
        yield subject.finding("error", f"There is no {noun} {name} in this workspace; add it under Data, or correct the name.", *place)
