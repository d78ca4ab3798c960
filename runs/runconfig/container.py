"""What a run configuration says of a container: in its environment's section `docker`, and in its own, which came with SDK 1.26."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .configuration import RunConfiguration
    from .environment import Docker, Registry

# Azure ML's base images, which its SDK wrote into files as a matter of course. Most have a Python that is too old to build on.
OF_AZURE = re.compile(r"mcr\.microsoft\.com/azureml/(?!curated/).*")


def section(configuration: RunConfiguration) -> Docker | None:
    """That of an environment which is written out."""
    return None if isinstance(configuration.environment, str) else getattr(configuration.environment, "docker", None)


def for_its_run(configuration: RunConfiguration) -> bool:
    """Whether the run asks for a container, whatever its environment says."""
    return bool(configuration.docker and configuration.docker.use_docker)


def asks(configuration: RunConfiguration) -> bool:
    written = section(configuration)
    return for_its_run(configuration) or bool(written and written.enabled)


def is_own(image: str, dockerfile: str) -> bool:
    """Whether somebody chose what the container is made of: then nothing else will do."""
    return bool(dockerfile) or bool(image and not OF_AZURE.fullmatch(image))


def needs(configuration: RunConfiguration) -> bool:
    """Whether the run would be another one without its container. Files of v1 ask for one as a matter of course, on Azure ML's image."""
    written = section(configuration)
    return asks(configuration) and bool(written and is_own(written.base_image or "", written.base_dockerfile or ""))


def arguments(configuration: RunConfiguration) -> list[str]:
    """Those of the run; an environment has its own."""
    return [word for word in (configuration.docker and configuration.docker.arguments) or [] if word]


def shm_size(configuration: RunConfiguration) -> str:
    return (configuration.docker and configuration.docker.shm_size) or ""


def registry(configuration: RunConfiguration) -> Registry | None:
    written = section(configuration)
    return written.base_image_registry if written else None


def is_path(dockerfile: str) -> bool:
    """Whether it names a Dockerfile, which the SDK took as well as its text: one word, and no instruction."""
    said = dockerfile.strip()
    return bool(said) and len(said.split()) == 1
