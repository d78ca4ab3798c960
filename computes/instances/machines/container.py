"""An instance that is a container: found by its label, so that whoever begins an errand again makes no second one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from docker.errors import APIError

from computes.errands.checking import Visit, agent, folder, git, packages, python, uv
from computes.errands.checking.steps import Step
from computes.errands.checking.visit import Finding, failed, passed, warning
from computes.errors import ComputeError
from computes.models import Instance, InstanceState, Mode

from . import Truth, images, settings
from .engine import LABEL, engine_of, find, remove_volume
from .runs import end_runs
from .wanted import HOME, home_of, wanted

STOP_SECONDS = 10  # until processes that do not end by themselves are killed
LOOK_SECONDS = 10
CONFLICT = 409
LESS = "Ask for less, or choose another image or host."


class Container:
    def __init__(self, instance: Instance) -> None:
        assert instance.host  # a container has one
        self.instance, self.host, self.name, self.home = instance, instance.host, instance.container, home_of(instance)

    # -- the steps of each operation -----------------------------------------------------------------------------------

    def create(self) -> list[Step]:
        return [
            *self._made_and_started(),
            Step("python", "Python 3.8 or later", python.look),
            Step("folder", "Home folder", folder.look),
            Step("agent", "Agent", agent.look),
            Step("git", "git", git.look, False),
            Step("uv", "uv", uv.look, False),
            Step("packages", "Package index", packages.look, False),
        ]

    def start(self) -> list[Step]:
        return [*self._made_and_started(), Step("answers", "Answers", _answers)]

    def stop(self) -> list[Step]:
        return [Step("runs", "Runs on it", partial(end_runs, self.instance)), Step("stop", "Stop", self._stop)]

    def restart(self) -> list[Step]:
        return [*self.stop(), Step("start", "Start", self._start), Step("answers", "Answers", _answers)]

    def delete(self) -> list[Step]:
        runs = Step("runs", "Runs on it and those that wait", partial(end_runs, self.instance, waiting=True))
        return [
            runs,
            Step("container", "Container", self._unless_gone(self._remove)),
            Step("home", "Home folder", self._unless_gone(self._remove_home)),
        ]

    def _made_and_started(self) -> list[Step]:
        """Also of one whose container was removed by somebody else: it gets a new one, with the same home."""
        return [Step("image", "Image", self._image), Step("container", "Container", self._make), Step("start", "Start", self._start)]

    # -- the truth -----------------------------------------------------------------------------------------------------

    def look(self) -> Truth:
        try:
            with engine_of(self.host, LOOK_SECONDS) as client:
                container = find(client, self.name)
        except ComputeError as trouble:
            return Truth(InstanceState.UNKNOWN, str(trouble))
        if container is None:
            return Truth(
                InstanceState.UNUSABLE, "Its container was removed outside of the studio. Start makes a new one, with the same home."
            )
        return _truth(container.attrs["State"])

    def address(self) -> str:
        with engine_of(self.host) as client:
            if found := _address(self._there(client)):
                return found
        raise ComputeError(f"The container of {self.instance} has no address of its own on {self.host}.")

    def discard(self) -> None:
        with contextlib.suppress(ComputeError), engine_of(self.host) as client:
            if container := find(client, self.name):
                container.remove(force=True, v=True)
            remove_volume(client, self.home)

    # -- what the steps do ---------------------------------------------------------------------------------------------

    def _image(self, visit: Visit) -> Finding:
        with engine_of(self.host) as client:
            if find(client, self.name):
                return passed("The container is there already.")
            return images.bring(client, self.instance.image, visit.say)

    def _make(self, visit: Visit) -> Finding:
        with engine_of(self.host) as client:
            found = find(client, self.name)
            if found and found.status != "created":
                return passed(f"{found.short_id} is there already.")
            taken = settings.of_host(self.host)
            try:
                container = found or self._made(client, taken.variables)
            except APIError as trouble:
                return failed(f"{self.host} refused: {trouble.explanation}", LESS)
            if taken.files:
                container.put_archive("/", taken.files)
            return passed(f"{container.short_id}, with {self.home} as {HOME}.")

    def _made(self, client: Any, variables: dict[str, str]) -> Any:
        client.volumes.create(self.home, labels={LABEL: self.name})
        try:
            return client.containers.create(self.instance.image, **wanted(self.instance, variables))
        except APIError as trouble:
            if trouble.status_code == CONFLICT and (found := find(client, self.name)):  # made in this very moment
                return found
            raise

    def _start(self, visit: Visit) -> Finding:
        with engine_of(self.host) as client:
            container = self._there(client)
            try:
                container.start()  # of one that runs: nothing happens
            except APIError as trouble:
                return failed(f"{self.host} could not start it: {trouble.explanation}", LESS)
            _own_home(container)
            container.reload()
        return passed(f"It runs{_at(container)}.")

    def _stop(self, visit: Visit) -> Finding:
        with engine_of(self.host) as client:
            container = find(client, self.name)
            if container is None:
                return passed("There is no container any more.")
            container.stop(timeout=STOP_SECONDS)
        return passed("It stopped; its home is kept.")

    def _remove(self, visit: Visit) -> Finding:
        with engine_of(self.host) as client:
            if (container := find(client, self.name)) is None:
                return passed("There is none any more.")
            container.remove(force=True, v=True)
        return passed("It is removed.")

    def _remove_home(self, visit: Visit) -> Finding:
        with engine_of(self.host) as client:
            remove_volume(client, self.home)
        return passed(f"{self.home} is removed.")

    def _unless_gone(self, act: Callable[[Visit], Finding]) -> Callable[[Visit], Finding]:
        """An owner who retired a host that does not answer says that it will not come back."""

        def look(visit: Visit) -> Finding:
            try:
                return act(visit)
            except ComputeError as trouble:
                if self.host.mode != Mode.RETIRED or not trouble.transient:
                    raise
                return warning(f"{self.host} is retired and does not answer: what is on it stays there.")

        return look

    def _there(self, client: Any) -> Any:
        if container := find(client, self.name):
            return container
        raise ComputeError(f"The container of {self.instance} is gone.")


def _answers(visit: Visit) -> Finding:
    began = time.time()
    visit.target.answered(visit.launcher.probe().to_dict(), began=began)
    return passed("Its agent answers.")


def _own_home(container: Any) -> None:
    """A new volume is root's; whoever the image runs as gets it."""
    who = [container.exec_run(["id", flag]).output.decode().strip() for flag in ("-u", "-g")]
    if all(part.isdecimal() for part in who) and who[0] != "0":
        container.exec_run(["chown", ":".join(who), HOME], user="0")


def _truth(state: dict[str, Any]) -> Truth:
    if state["Running"]:
        return Truth(InstanceState.RUNNING)
    why = "it used more memory than it may" if state.get("OOMKilled") else f"exit code {state.get('ExitCode')}"
    return Truth(InstanceState.STOPPED, f"Its container was stopped outside of the studio ({why}).")


def _address(container: Any) -> str:
    networks = container.attrs["NetworkSettings"]["Networks"].values()
    return next((network["IPAddress"] for network in networks if network.get("IPAddress")), "")


def _at(container: Any) -> str:
    return f" as {found} on its host" if (found := _address(container)) else ""
