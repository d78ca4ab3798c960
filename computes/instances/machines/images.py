"""An image on a host: there already, or pulled with a word of how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import docker
from docker.errors import APIError, ImageNotFound
from docker.utils import parse_repository_tag

from computes.errands.checking.visit import Finding, failed, passed

WAY_OUT = "Check its name, or load it on the host by hand (docker pull, docker load) and create the instance again."


def bring(client: docker.DockerClient, name: str, say: Callable[[str], None]) -> Finding:
    try:
        found = client.images.get(name)
    except ImageNotFound:
        return _pulled(client, name, say)
    return passed(f"{name} is there ({_size(found)}).")


def _pulled(client: docker.DockerClient, name: str, say: Callable[[str], None]) -> Finding:
    repository, tag = parse_repository_tag(name)
    layers: dict[str, tuple[int, int]] = {}
    try:
        for event in client.api.pull(repository, tag=tag or "latest", stream=True, decode=True):
            if trouble := event.get("error"):
                return failed(f"{name} cannot be pulled: {trouble}", WAY_OUT)
            _count(layers, event)
            say(_words(layers))
    except APIError as trouble:
        return failed(f"{name} cannot be pulled: {trouble.explanation or trouble}", WAY_OUT)
    return passed(f"{name} is pulled ({_size(client.images.get(name))}).")


def _count(layers: dict[str, tuple[int, int]], event: dict[str, Any]) -> None:
    detail = event.get("progressDetail") or {}
    if event.get("status") == "Downloading" and detail.get("total"):
        layers[event["id"]] = (detail["current"], detail["total"])
    elif event.get("status") == "Download complete" and event["id"] in layers:
        layers[event["id"]] = (layers[event["id"]][1],) * 2


def _words(layers: dict[str, tuple[int, int]]) -> str:
    done, total = (sum(numbers) / 10**6 for numbers in zip(*layers.values(), strict=True)) if layers else (0, 0)
    return f"Pulling it: {done:.0f} of {total:.0f} MB" if total else "Pulling it"


def _size(image: Any) -> str:
    return f"{image.attrs['Size'] / 10**6:.0f} MB"
