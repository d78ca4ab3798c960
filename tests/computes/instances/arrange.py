from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from django.db import connections
from django.utils import timezone
from docker.errors import NotFound

from computes import errands
from computes import instances as studio
from computes.instances import looking
from computes.models import Errand, Instance, Target
from runs import supervisor
from studio.models import Member

SHARED = "instance"


class Instances:
    """What people and workers do with instances on one host. Workers act when the test says so."""

    def __init__(self, dockerd, host: Target):
        self.dockerd, self.host = dockerd, host
        self.made: list[str] = []

    def create(self, owner: Member, name: str = "ada-box", **facts) -> Instance:
        """A new one, as its owner asked for it: nothing is made yet."""
        instance = studio.create(owner, name, self.host, **{"image": self.dockerd.image} | facts)
        self.made.append(instance.container)
        return instance

    def running(self, owner: Member, name: str = "ada-box", **facts) -> Instance:
        instance = self.create(owner, name, **facts)
        errand = self.work(instance)
        assert errand.state == Errand.State.DONE, errand.trouble
        return self.now(instance)

    def again(self, owner: Member, name: str = "ada-box") -> Instance:
        """A running one, as cheaply as can be had: the rows are new, its container is one that an earlier test left."""
        if SHARED not in self.dockerd.left:
            self.dockerd.left[SHARED] = self.running(owner, name).container
            self.made.clear()
            return Instance.objects.select_related("target__owner", "target__workspace", "host").get()
        container = self.dockerd.left[SHARED]
        self.dockerd.client.containers.get(container).start()
        options = {"container": container}
        target = Target.objects.create(workspace=owner.workspace, name=name, kind="instance", options=options, owner=owner.user)
        facts = {"host": self.host, "image": self.dockerd.image, "state": "Running", "active_at": timezone.now()}
        return self.now(Instance.objects.create(target=target, container=container, **facts))

    def work(self, instance: Instance) -> Errand:
        """What a worker does: carry out what was asked for last."""
        errand = Errand.objects.filter(target=instance.target_id).first()
        assert errand
        errands.carry_out(errand.pk)
        return Errand.objects.filter(pk=errand.pk).first() or errand

    def do(self, instance: Instance, operation: str, by: Member) -> Instance | None:
        """Ask for an operation and have a worker carry it out: the instance afterwards, None when it is gone."""
        getattr(studio, operation)(self.now(instance), by.user)
        self.work(instance)
        return Instance.objects.filter(pk=instance.pk).first()

    def look(self, instance: Instance) -> Instance:
        """What a worker does every few seconds."""
        looking.look(instance.pk)
        return self.now(instance)

    def now(self, instance: Instance) -> Instance:
        return Instance.objects.select_related("target__owner", "target__workspace", "host").get(pk=instance.pk)

    def containers(self, instance: Instance) -> list:
        return self.dockerd.client.containers.list(all=True, filters={"label": f"trainshed.instance={instance.container}"})

    def volumes(self, instance: Instance) -> list:
        return self.dockerd.client.volumes.list(filters={"label": f"trainshed.instance={instance.container}"})

    def run(self, instance: Instance, *argv: str) -> str:
        """The output of a command in its container."""
        return self.containers(instance)[0].exec_run(list(argv)).output.decode()

    def close(self) -> None:
        for name in self.made:
            with contextlib.suppress(NotFound):
                self.dockerd.client.containers.get(name).remove(force=True)
            with contextlib.suppress(NotFound):
                self.dockerd.client.volumes.get(f"{name}-home").remove(force=True)


@contextlib.contextmanager
def a_supervisor(instance: Instance) -> Iterator[None]:
    """Somebody drives the instance's runs meanwhile."""
    over = threading.Event()

    def drive() -> None:
        while not over.is_set():
            supervisor.supervise(instance.target_id, 2)
            over.wait(0.1)
        connections.close_all()

    driver = threading.Thread(target=drive, daemon=True)
    driver.start()
    try:
        yield
    finally:
        over.set()
        driver.join(30)
