"""The engine of an instance's host, through the SDK, with its troubles as sentences."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException, NotFound

from computes.errors import ComputeError
from computes.models import Target
from computes.reach import machine

LABEL = "trainshed.instance"
PATIENCE = 60


@contextlib.contextmanager
def engine_of(host: Target, patience: float = PATIENCE) -> Iterator[docker.DockerClient]:
    """A client of the host's engine. ComputeError, transient where the host or its engine does not answer."""
    with told(host):
        client = docker.DockerClient(base_url=machine(host).engine(), version="auto", timeout=patience)
    with contextlib.closing(client), told(host):
        yield client


@contextlib.contextmanager
def told(host: Target) -> Iterator[None]:
    try:
        yield
    except APIError as trouble:
        raise ComputeError(f"The container engine of {host} refused: {trouble.explanation or trouble}") from trouble
    except (DockerException, requests.RequestException, OSError) as trouble:
        raise ComputeError(f"The container engine of {host} does not answer: {_short(trouble)}", transient=True) from trouble


def find(client: docker.DockerClient, name: str) -> Any | None:
    """The instance's container, by its label; None when there is none (any more)."""
    found = client.containers.list(all=True, filters={"label": f"{LABEL}={name}"})
    return found[0] if found else None


def remove_volume(client: docker.DockerClient, name: str) -> None:
    with contextlib.suppress(NotFound):
        client.volumes.get(name).remove(force=True)


def _short(trouble: Exception) -> str:
    return str(trouble).strip().partition("\n")[0][:300]
