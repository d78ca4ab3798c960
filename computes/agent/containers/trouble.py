"""What an engine and a registry complain of, as one sentence with a way out."""

from __future__ import annotations

from ..environments.failure import Failed

FULL = ("no space left on device", "disk quota exceeded")
REFUSED = ("unauthorized", "authentication required", "no basic auth credentials", "access denied", "forbidden", "incorrect username")
MISSING = ("not found", "manifest unknown", "name unknown", "repository does not exist", "no such image", "invalid reference")
CLOSED = (
    "dial tcp",
    "no such host",
    "i/o timeout",
    "timeout exceeded",
    "connection refused",
    "x509",
    "tls",
    "network is unreachable",
    "eof",
)

NO_ROOM = "The disk where the container engine of this target keeps its images is full. Remove images there that nobody needs (docker image prune)."
NOT_SIGNED_IN = (
    "The registry refused {image}: it asks for a sign-in that is right for it. An owner can give user and password under "
    "Environments, Package indexes, Registries."
)
NO_IMAGE = (
    "There is no image {image}, or its registry shows it only to those who sign in. Correct its name, or give user and password of the "
    "registry under Environments, Package indexes, Registries."
)
NOT_REACHED = "The image {image} could not be fetched, for its registry is not reached from this target: {words}"


def of_pull(image: str, words: str) -> Failed:
    said = words.lower()
    if _any(FULL, said):
        return Failed(NO_ROOM)
    # A registry says "denied" of what is not there too: "pull access denied for x, repository does not exist or may require 'docker login'".
    if _any(MISSING, said) and not _any(("unauthorized", "no basic auth", "incorrect username"), said):
        return Failed(NO_IMAGE.format(image=image))
    if _any(REFUSED, said) or "denied" in said:
        return Failed(NOT_SIGNED_IN.format(image=image))
    if _any(CLOSED, said):
        return Failed(NOT_REACHED.format(image=image, words=words[:300]))
    return Failed(f"The image {image} could not be fetched: {words[:500]}")


def of_build(step: str, words: str) -> Failed:
    if _any(FULL, words.lower()):
        return Failed(NO_ROOM)
    where = f" at {step}" if step else ""
    return Failed(f"The image could not be built{where}: {words[:500]}. The setup log has the output of its steps.")


def of_start(words: str) -> Failed:
    said = words.lower()
    if _any(FULL, said):
        return Failed(NO_ROOM)
    if '"/bin/sh"' in said or "exec: /bin/sh" in said:
        return Failed("The image has no /bin/sh, by which the script is started. Take an image that has a shell.")
    if "could not select device driver" in said or "nvidia" in said:
        return Failed(
            f"The container engine of this target gives containers no GPUs: {words[:300]}. Install the NVIDIA container toolkit there."
        )
    return Failed(f"The container could not be started: {words[:500]}")


def _any(signs, said: str) -> bool:
    return any(sign in said for sign in signs)
