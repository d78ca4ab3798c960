"""The container: its image, its registry, its arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from runs import sizes

from ..companions import FOLDERS
from ..container import OF_AZURE, asks, is_path, needs
from ..container_arguments import parse
from ..values import Finding
from .subject import Path, Subject

SECTION = ("environment", "docker")


def engine(subject: Subject) -> Iterator[Finding]:
    if subject.containers == "missing" and needs(subject.configuration):
        place = next((each for each in ((*SECTION, "baseImage"), (*SECTION, "baseDockerfile")) if subject.says(each)), SECTION)
        message = f"{subject.target} has no container engine that answers, and this image needs one: a run there is refused."
        yield subject.finding("warning", message, *place)


def image(subject: Subject) -> Iterator[Finding]:
    docker = _enabled(subject)
    place = (*SECTION, "baseImage")
    if docker is None or not subject.says(place):
        return
    if docker.base_dockerfile:
        yield subject.finding("warning", "baseImage and baseDockerfile exclude each other; remove one.", *SECTION, "baseDockerfile")
    elif OF_AZURE.fullmatch(docker.base_image or "") and not _manages_python(subject):
        message = (
            "This base image is one of Azure ML's own, most of which have a Python that is too old to build an environment on; "
            "the target's default image stands for it here."
        )
        yield subject.finding("hint", message, *place)


def dockerfile(subject: Subject) -> Iterator[Finding]:
    docker = _enabled(subject)
    if docker is None:
        return
    if docker.build_context is not None and not docker.base_dockerfile:
        message = (
            "buildContext leads to a folder in Azure or a repository, which is not fetched here; put the Dockerfile among the project's "
            "files, and write its path under baseDockerfile."
        )
        yield subject.finding("error", message, *SECTION, "buildContext")
    said, place = docker.base_dockerfile or "", (*SECTION, "baseDockerfile")
    if said and is_path(said):
        if not _there(said.strip(), subject):
            message = f"The Dockerfile {said.strip()} is not among the project's files; add it or correct its path."
            yield subject.finding("error", message, *place)
    elif said and not re.search(r"(?im)^\s*FROM\s+\S", said):
        yield subject.finding("error", "The Dockerfile has no FROM line, so there is no image to begin with.", *place)


def registry(subject: Subject) -> Iterator[Finding]:
    docker = getattr(subject.environment, "docker", None)
    if getattr(docker and docker.base_image_registry, "password", None):
        message = (
            "The registry's password stands in the text: whoever may read this configuration can read it. Take it out; an owner can give it "
            "under Environments, Package indexes, where it is encrypted."
        )
        yield subject.finding("warning", message, *SECTION, "baseImageRegistry", "password")


def arguments(subject: Subject) -> Iterator[Finding]:
    docker, own = _enabled(subject), subject.configuration.docker
    lists: list[tuple[Path, list[Any]]] = [((*SECTION, "arguments"), (docker and docker.arguments) or [])]
    if asks(subject.configuration) and subject.has_containers:
        lists.append((("docker", "arguments"), (own and own.arguments) or []))
    for place, words in lists:
        for position, level, message in parse([word or "" for word in words]).said:
            yield subject.finding(level, message, *place, position)


def shared_memory(subject: Subject) -> Iterator[Finding]:
    docker, own = _enabled(subject), subject.configuration.docker
    for place, said in (((*SECTION, "shmSize"), docker and docker.shm_size), (("docker", "shmSize"), own and own.shm_size)):
        try:
            sizes.read(said or "1g")
        except ValueError as refusal:
            yield subject.finding("error", f"shmSize: {refusal}", *place)


def _enabled(subject: Subject) -> Any:
    """The environment's section, where its container is asked for and the target has containers."""
    docker = getattr(subject.environment, "docker", None)
    return docker if docker is not None and asks(subject.configuration) and subject.has_containers else None


def _there(path: str, subject: Subject) -> bool:
    files = subject.known.files
    clean = path.replace("\\", "/").removeprefix("./")
    return files is None or any(place in files for place in (clean, *(f"{folder}/{clean}" for folder in FOLDERS)))


def _manages_python(subject: Subject) -> bool:
    return bool(getattr(getattr(subject.environment, "python", None), "user_managed_dependencies", False))
