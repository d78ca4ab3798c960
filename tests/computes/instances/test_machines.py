"""Instances that lie elsewhere: a container on a host over SSH, and a machine that commands start and stop."""

import os
import sys
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from computes import errands
from computes import instances as studio
from computes.disk import jobs_there
from computes.instances.lab import job
from computes.models import Errand, Instance, Mode, Target
from computes.reach import reach
from tests.computes.instances.arrange import Instances
from tests.computes.machine import until
from tests.computes.proxy.conftest import BASE, an_instance, browser, lab, served  # noqa: F401
from tests.machines.sshd import sshd

SECRETS = ("key", "host_key")


@pytest.fixture
def machine(workspace):
    """`machine(server)`: an SSH machine that is open for runs."""

    def register(server, name="gpu-1", health=None, **options) -> Target:
        given = {name: value for name, value in server.options.items() if name not in SECRETS}
        target = Target(workspace=workspace, name=name, kind="ssh", options=given | options, host_key=server.host_key, health=health or {})
        target.seal({"key": server.key})
        target.save()
        return target

    return register


@pytest.fixture
def far_host(dockerd, an_sshd, machine, monkeypatch) -> Target:
    os.chmod(dockerd.folder, 0o711)
    os.chmod(dockerd.socket, 0o666)  # the guest is not in the group that may
    health = {"cpus": 8, "docker": {"version": "20.10"}}
    return machine(an_sshd, "far", health, docker="allowed", docker_socket=dockerd.socket)


def test_a_container_on_a_host_over_ssh(transactional_db, dockerd, far_host, contributor):
    instances = Instances(dockerd, far_host)
    try:
        instance = instances.running(contributor, memory=256 * 2**20)
        assert instances.run(instance, "hostname").strip() == "ada-box"
        assert instances.look(instance).state == "Running"
        assert instances.do(instance, "stop", contributor).state == "Stopped"
        assert instances.do(instance, "delete", contributor) is None
        assert instances.volumes(instance) == []
    finally:
        instances.close()


def test_its_jupyterlab_is_reached_over_the_host_s_own_connection(an_instance, lab, browser, contributor, an_sshd, machine):  # noqa: F811
    instance = an_instance(lab)
    Instance.objects.filter(pk=instance.pk).update(host=machine(an_sshd, "far"))
    answer = browser(contributor).get(f"{BASE}api/status")
    assert answer.json()["path"] == f"{BASE}api/status"
    Instance.objects.filter(pk=instance.pk).update(address="127.0.0.1:9")
    assert browser(contributor).get(f"{BASE}api/status").status_code == 502


def test_a_machine_that_commands_start_and_stop(transactional_db, machine, contributor, owner, tmp_path):
    with sshd() as server:
        server.stop()
        told = Commands(tmp_path, server)
        target = machine(server)
        instance = studio.adopt(owner, target, contributor, told.words("start", "a b; $HOME"), told.words("stop"), idle_minutes=30)
        assert _work(instance).state == Errand.State.DONE
        running = Instance.objects.select_related("target").get(pk=instance.pk)
        assert (running.state, running.target.mode, running.target.owner) == ("Running", Mode.OPEN, contributor.user)
        assert told.said("start") == "a b; $HOME"  # no shell saw it

        studio.stop(running, contributor.user)
        assert _work(instance).state == Errand.State.DONE
        assert Instance.objects.get(pk=instance.pk).state == "Stopped"

        stopped = Instance.objects.select_related("target__workspace").get(pk=instance.pk)
        Instance.objects.filter(pk=instance.pk).update(token="of-the-last-lab")
        stopped.refresh_from_db(fields=["token"])
        job.prepare(reach(target)[0], stopped, "token")
        studio.delete(stopped, owner.user)
        _work(instance)
        assert jobs_there(reach(target)[0]) == [], "else nobody could clean up there any more"
        assert not Instance.objects.exists()
        kept = Target.objects.get(pk=target.pk)
        assert (kept.owner, kept.mode) == (None, Mode.OPEN)
        told.over.set()


def test_a_command_that_fails_is_told(transactional_db, machine, an_sshd, contributor, owner):
    words = [sys.executable, "-c", "import sys; sys.exit('no such machine in the rack')"]
    instance = studio.adopt(owner, machine(an_sshd), contributor, words, words)
    errand = _work(instance)
    assert "ended with 1: no such machine in the rack" in errand.trouble
    assert Instance.objects.get().state == "CreateFailed"


def test_only_owners_of_the_workspace_give_commands_for_the_studio_s_machine(browse, machine, an_sshd, contributor, owner):
    page = reverse("compute_instance_machine", args=["vision"])
    target = machine(an_sshd)
    assert browse(contributor).get(page).status_code == 403
    with pytest.raises(ValidationError):
        studio.adopt(contributor, target, contributor, ["/bin/true"], ["/bin/true"])
    given = {"target": target.pk, "owner": contributor.pk, "start": "/bin/echo 'a b'", "stop": "rm -rf /", "idle_minutes": ""}
    refused = browse(owner).post(page, given)
    assert "Write the program’s whole path" in refused.content.decode().replace("&#x27;", "’")
    assert browse(owner).post(page, given | {"stop": "/bin/true"}).status_code == 302
    assert Instance.objects.get().start_command == ["/bin/echo", "a b"]


class Commands:
    """Programs that the studio runs to start and stop a machine: here its SSH server, a moment later."""

    def __init__(self, folder: Path, server):
        self.folder, self.server = folder, server
        self.script = folder / "machine.py"
        self.script.write_text("import pathlib, sys\npathlib.Path(__file__).with_name(sys.argv[1]).write_text(' '.join(sys.argv[2:]))\n")
        self.over = threading.Event()  # the server dies with the thread that started it
        threading.Thread(target=self._boot, daemon=True).start()

    def words(self, act: str, *more: str) -> list[str]:
        return [sys.executable, str(self.script), act, *more]

    def said(self, act: str) -> str:
        return (self.folder / act).read_text()

    def _boot(self) -> None:
        until((self.folder / "start").exists)
        self.server.start()
        self.over.wait(120)


def _work(instance: Instance) -> Errand:
    errand = Errand.objects.filter(target=instance.target_id).first()
    errands.carry_out(errand.pk)
    errand.refresh_from_db()
    return errand
