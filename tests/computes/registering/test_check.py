"""The check of a target against a real sshd: every step, what each failure says and what it tells to do."""

import contextlib
import os
import socket
import threading

import pytest

from computes import errands, registering
from computes.errands.checking import Visit, disk, docker, gpus, uv
from computes.errors import HostKeyChanged
from computes.models import Act, Errand, Mode, Target
from computes.reach import reach
from computes.values import Job
from tests.computes.machine import until
from tests.computes.registering.conftest import check, said, states
from tests.machines.passwords import a_password
from tests.machines.sshd import free_port, keygen, sshd

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_machine_goes_from_its_form_to_open(register, owner, an_sshd):
    target = register()
    assert target.mode == Mode.DRAFT
    first = check(target)
    assert states(first)["host key"] == "waiting"
    assert {states(first)[name] for name in ("sign-in", "python", "agent", "gpus")} == {"skipped"}
    assert first.answer["host_key"]["fingerprint"] in said(first, "host key")
    registering.pin(target, owner.user, first.answer["host_key"]["fingerprint"])
    second = check(target)
    assert second.answer["green"], second.steps
    assert target.host_key == an_sshd.host_key
    assert (target.mode, target.healthy) == (Mode.OPEN, True)
    assert [act.kind for act in target.acts.all()] == ["opened", "host key", "registered"]


def test_a_machine_may_pass_and_stay_a_draft(workspace, owner, confirmed, an_sshd):
    target = confirmed()
    Errand.objects.filter(target=target).update(ask={"open": False})
    assert check(target).answer["green"]
    assert target.mode == Mode.DRAFT
    registering.open_up(target, owner.user)
    target.refresh_from_db()
    assert target.mode == Mode.OPEN


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"port": free_port()}, "refuses connections"),
        ({"host": "no-such-host.invalid"}, "not known"),
        ({"jump": f"me@127.0.0.1:{free_port()}"}, "refuses connections"),
    ],
    ids=["nothing listens", "no such name", "the jump host is away"],
)
def test_a_machine_that_is_not_there(register, others, words):
    errand = check(register(**others))
    first = errand.steps[0]
    assert (first["state"], words in first["detail"]) == ("failed", True), first
    assert {step["state"] for step in errand.steps[1:]} == {"skipped"}
    assert first["way_out"]


def test_a_key_that_the_machine_does_not_know(confirmed, tmp_path):
    keygen(tmp_path / "other")
    target = confirmed(secrets={"key": (tmp_path / "other").read_text()})
    errand = check(target)
    assert states(errand)["sign-in"] == "failed"
    assert "authorized_keys" in said(errand, "sign-in")
    assert not errand.answer["green"]
    assert target.mode == Mode.DRAFT


def test_a_password_where_the_machine_takes_passwords(confirmed, owner):
    with a_password() as password, sshd(PasswordAuthentication="yes") as machine:
        where = {"host": machine.host, "port": machine.port, "auth": "password"}
        target = confirmed(secrets={"password": "a guess"}, **where)
        errand = check(target)
        assert states(errand)["sign-in"] == "failed"
        assert "password" in said(errand, "sign-in")
        registering.change(target, owner.user, {}, {"password": password})
        errand = check(target)
        assert errand.answer["green"], errand.steps
    assert password not in repr([errand.steps, errand.answer, errand.ask])


def test_a_key_of_the_studios_own_opens_the_machine(confirmed, owner):
    with sshd() as machine:
        target = confirmed(host=machine.host, port=machine.port, auth="generate")
        assert states(check(target))["sign-in"] == "failed"
        with (machine.folder / "client.pub").open("a") as authorized:
            authorized.write(f"{target.public_key}\n")
        registering.ask_for_check(target, owner.user)
        assert check(target).answer["green"]


def test_another_host_key_stops_all_until_an_owner_decides(confirmed, owner):
    with sshd() as machine:
        target = confirmed(host=machine.host, port=machine.port, secrets={"key": machine.key})
        assert check(target).answer["green"]
        machine.change_host_key()
        registering.ask_for_check(target, owner.user)
        errand = check(target)
        assert states(errand)["host key"] == "failed"
        assert target.other_host_key == machine.host_key
        shown = registering.offer(target)
        assert shown.key == machine.host_key
        registering.keep_old_key(target, owner.user)
        check(target)
        assert target.other_host_key == machine.host_key, "it is shown again, and believed no more than before"
        registering.pin(target, owner.user, shown.fingerprint)
        assert check(target).answer["green"]
        assert (target.host_key, target.other_host_key) == (machine.host_key, "")
    assert "instead of SHA256:" in target.acts.filter(kind="host key").first().text


def test_hosts_on_the_way_are_confirmed_and_believed_one_by_one(register, owner, an_sshd):
    with sshd() as bastion:
        # The same account opens both: the studio signs in to each with the target's key.
        bastion.settings["AuthorizedKeysFile"] = an_sshd.folder / "client.pub"
        bastion.stop()
        bastion.start()
        target = register(jump=f"{bastion.guest.pw_name}@{bastion.host}:{bastion.port}")
        first = check(target)
        assert [name for name, state in states(first).items() if state == "waiting"] == ["host key 1"]
        assert registering.offer(target).hop["port"] == bastion.port
        registering.pin(target, owner.user, registering.offer(target).fingerprint)
        second = check(target)
        assert [name for name, state in states(second).items() if state == "waiting"] == ["host key"]
        registering.pin(target, owner.user, registering.offer(target).fingerprint)
        assert check(target).answer["green"]
        assert target.options["jump"][0]["host_key"] == bastion.host_key
        assert target.host_key == an_sshd.host_key
        bastion.hang_up()
        bastion.change_host_key()
        with pytest.raises(HostKeyChanged) as alarm:
            reach(target)[0].transport.run(["true"])
        target.silent(alarm.value)
        target.refresh_from_db()
        shown = registering.offer(target)
        assert (shown.key, shown.hop["port"]) == (bastion.host_key, bastion.port)
        registering.pin(target, owner.user, shown.fingerprint)
        assert check(target).answer["green"]
        assert target.options["jump"][0]["host_key"] == bastion.host_key


def test_a_python_that_is_not_there(confirmed):
    errand = check(confirmed(python="/opt/nowhere/python3"))
    assert states(errand)["python"] == "failed"
    assert "There is no /opt/nowhere/python3" in said(errand, "python")
    assert "write /usr/bin/python3" in said(errand, "python"), "one that is there is named"


def test_a_folder_that_cannot_be_written_to(confirmed):
    errand = check(confirmed(root="/proc/trainshed"))
    assert states(errand)["folder"] == "failed"
    assert "/proc/trainshed cannot be written to" in said(errand, "folder")


def test_an_account_that_runs_no_commands(confirmed):
    with sshd(ForceCommand="echo This account is closed") as machine:
        errand = check(confirmed(host=machine.host, port=machine.port, secrets={"key": machine.key}))
    assert states(errand)["sign-in"] == "failed"
    assert "This account is closed" in said(errand, "sign-in")


def test_a_machine_without_an_engine_runs_without_containers(confirmed):
    errand = check(confirmed(docker_socket="/run/nowhere.sock"))
    assert states(errand)["docker"] == "passed"
    assert "no engine" in said(errand, "docker")
    assert errand.answer["green"]


def test_containers_that_nobody_wants_are_not_looked_for(confirmed):
    assert "docker" not in states(check(confirmed(docker="off")))


@pytest.mark.parametrize(("missing", "words"), [(True, "There is no engine at"), (False, "is no engine")])
def test_a_target_of_containers_needs_an_engine(workspace, owner, tmp_path, missing, words):
    path = str(tmp_path / "engine.sock")
    with socket.socket(socket.AF_UNIX) as silent:
        if not missing:
            silent.bind(path)
            silent.listen()
            threading.Thread(target=_hang_up, args=[silent], daemon=True).start()
        options = {"root": str(tmp_path / "root"), "docker_socket": path}
        errand = check(registering.register(workspace, owner.user, "containers", "docker", options))
        silent.close()
    assert states(errand)["docker"] == "failed"
    assert words in said(errand, "docker")
    assert not errand.answer["green"]


def _hang_up(listener: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            listener.accept()[0].close()


def test_a_target_that_changes_under_its_check_is_checked_again(register, monkeypatch):
    target = register(port=free_port())
    errand = registering.last_check(target)
    right = register("gpu-2").options
    turns = []

    def report(self, steps=None, **answer):
        if steps and not turns:
            turns.append(Target.objects.filter(pk=target.pk).update(options=right))
        real(self, steps, **answer)

    real = Errand.report
    monkeypatch.setattr(Errand, "report", report)
    errands.carry_out(errand.pk)
    errand.refresh_from_db()
    assert states(errand)["host key"] == "waiting", "the second time it went to the right port"


def test_this_machine_is_checked_too(workspace, owner, tmp_path):
    target = registering.register(workspace, owner.user, "here", "local", {"root": str(tmp_path / "root")})
    errand = check(target)
    assert errand.answer["green"], errand.steps
    assert "reach" not in states(errand)
    assert target.mode == Mode.OPEN
    assert (tmp_path / "root" / "agent").is_dir()


def test_the_engine_of_this_machine_is_checked(workspace, owner, dockerd, tmp_path):
    options = {"root": str(tmp_path), "docker_socket": str(dockerd.socket)}
    errand = check(registering.register(workspace, owner.user, "containers", "docker", options))
    assert states(errand)["docker"] in ("passed", "warning"), said(errand, "docker")
    assert errand.answer["green"]


def test_uv_is_brought_where_there_is_none(confirmed, owner, an_sshd):
    target = confirmed(root=f"{an_sshd.home}/fresh")
    assert "brought by the studio" in said(check(target), "uv")
    assert os.access(an_sshd.home / "fresh" / "tools" / "uv", os.X_OK)
    registering.ask_for_check(target, owner.user)
    again = said(check(target), "uv")
    assert again.startswith("uv ") and "brought" not in again, "the agent finds the one that is there now"
    workdir, launcher = reach(target)
    environment = {"kind": "pip", "requirements": "", "key": "bare", "python": None, "uv": None}
    show = "import sys; print(sys.prefix != sys.base_prefix)"
    handle = launcher.submit(Job("1-abcdef12", ["python", "-c", show], environment, cwd="."))
    until(lambda: launcher.poll({"it": handle})["it"].final, 60)
    assert workdir.read("1-abcdef12", "rank-0.log") == b"True\n", "an environment was built with it, and the script ran in that"


def test_no_secret_is_told_by_a_check(confirmed, an_sshd):
    target = confirmed()
    errand = check(target)
    told = repr([errand.ask, errand.answer, errand.steps, *Act.objects.values_list("text")])
    assert an_sshd.key.splitlines()[2] not in told
    stored = Target.objects.raw("SELECT id, sealed AS raw_sealed, options AS raw_options FROM computes_target")[0]
    assert an_sshd.key.splitlines()[2] not in f"{stored.raw_sealed} {stored.raw_options}"


# -- steps whose machines are hard to find ---------------------------------------------------------------------------


@pytest.mark.parametrize(("free", "state"), [(10**8, "failed"), (10**9, "warning"), (10**11, "passed")])
def test_room_on_the_disk(free, state):
    visit = Visit(Target(kind="local"), folder={"free": free, "total": 10**12})
    assert disk.look(visit).state == state


def test_gpus_are_counted_by_name():
    cards = [{"name": "NVIDIA L4"}, {"name": "NVIDIA L4"}, {"name": "NVIDIA A100"}]
    assert gpus.look(Visit(Target(kind="local"), probe={"gpus": cards})).detail == "2 × NVIDIA L4, 1 × NVIDIA A100."


@pytest.mark.parametrize(("limits", "state"), [(True, "passed"), (False, "warning")])
def test_an_engine_that_cannot_limit_is_told_of(limits, state):
    visit = Visit(Target(kind="local"), probe={"docker": {"version": "20.10", "socket": "/run/docker.sock", "limits": limits}})
    assert docker.look(visit).state == state


def test_a_machine_of_another_kind_gets_no_uv():
    visit = Visit(Target(kind="local"), folder={"platform": "Linux riscv64"}, probe={"uv": None})
    found = uv.look(visit)
    assert (found.state, "pip install uv" in found.way_out) == ("warning", True)
