"""A machine behind a real SSH server: attached, used, administered and let go, by the command line and by v1's names."""

import json
from pathlib import Path

import pytest
from trainshed import ScriptRunConfig, Workspace
from trainshed.core import Experiment
from trainshed.core.compute import ComputeInstance, ComputeTarget, RemoteCompute
from trainshed.exceptions import ComputeTargetException, UserErrorException

from computes.host_keys import fingerprint


@pytest.fixture
def key_file(an_sshd, tmp_path) -> str:
    file = tmp_path / "key"
    file.write_text(an_sshd.key)
    return str(file)


@pytest.fixture
def address(an_sshd, key_file) -> list[str]:
    """As v1's `attach remote` was told where a machine is; and, ours, which Python it has."""
    options = an_sshd.options
    where = ["-a", options["host"], "--ssh-port", str(options["port"]), "-u", options["user"]]
    return [*where, "--private-key-file", key_file, "--python", options["python"]]


def test_a_machine_is_attached_used_and_let_go(type_in, studio, address, an_sshd):
    attached = type_in("computetarget", "attach", "remote", "-n", "box", *address, "--slots", "3", said="y\n")
    assert fingerprint(an_sshd.host_key) in attached.stderr and "Is that its key?" in attached.stderr
    assert "✓" in attached.stderr and "✗" not in attached.stderr and "open" in attached.stdout
    assert an_sshd.key.splitlines()[1] not in attached.output
    _runs_there(type_in, studio)
    assert "box" in type_in("computetarget", "list").stdout
    facts = json.loads(type_in("computetarget", "show", "-n", "box", "-v", "-o", "json").stdout)
    assert (facts["compute_type"], facts["provisioning_state"], facts["secrets"]) == ("VirtualMachine", "Succeeded", ["key"])
    _administered(type_in)
    gone = type_in("computetarget", "detach", "-n", "box", "--clean", "--yes")
    assert "as it was found" in gone.stdout and not an_sshd.root.exists()
    assert "retired" in type_in("computetarget", "show", "box").stdout and "box" not in type_in("computetarget", "list").stdout
    assert "another machine" in type_in("computetarget", "attach", "remote", "-n", "box", "-a", "elsewhere", *address[2:], code=1).stderr
    again = type_in("computetarget", "attach", "remote", "-n", "box", *address)
    assert "open" in again.stdout and "Is that its key?" not in again.stderr


def _runs_there(type_in, studio) -> None:
    Path("hello.py").write_text("import socket; print('hello from', socket.gethostname())")
    studio.new_source("greeting").upload(Path())
    studio.new_configuration("greeting", "hello.py", "box", source="greeting")
    assert "hello from" in type_in("run", "submit", "-e", "greetings", "-c", "greeting", "--follow").stdout


def _administered(type_in) -> None:
    assert "paused" in type_in("computetarget", "pause", "box", "--note", "Back on Monday").stdout
    assert "Back on Monday" in type_in("computetarget", "list").stdout
    assert "draining" in type_in("computetarget", "drain", "box").stdout
    assert "open" in type_in("computetarget", "resume", "box", "--note", "").stdout
    assert "A disk is changed." in type_in("computetarget", "note", "box", "A", "disk", "is", "changed.").stdout
    changed = type_in("computetarget", "update", "box", "--memory", "4g", "--user-runs", "2", "--user", "ada", "--gpus", "none")
    assert "for                 ada" in changed.stdout and "4.3 GB" in changed.stdout
    assert "code" in type_in("computetarget", "usage", "box").stdout
    assert "free" in type_in("computetarget", "clean", "box", "--what", "code", "--yes").stdout
    assert "✓" in type_in("computetarget", "check", "box").stderr
    assert "began to drain it" in type_in("computetarget", "history", "box").stdout


def test_a_host_key_that_nobody_confirms_stops_it_and_the_next_try_goes_on(type_in, address, an_sshd):
    attach = ["computetarget", "attach", "remote", "-n", "careful", *address]
    assert "was not confirmed" in type_in(*attach, code=1, said="n\n").stderr
    assert "--trust-on-first-use" in type_in(*attach, code=1, said="").stderr
    assert "is kept as a draft" in type_in(*attach, "--host-key-fingerprint", "SHA256:other", code=1).stderr
    type_in(*attach, "--host-key-fingerprint", fingerprint(an_sshd.host_key))
    assert "There is a compute target careful already" in type_in(*attach, code=1).stderr
    type_in("computetarget", "detach", "careful")


def test_what_fails_says_the_way_out(type_in, address, tmp_path):
    address[address.index("--ssh-port") + 1] = "9"
    refused = type_in("computetarget", "attach", "remote", "-n", "away", *address, code=1)
    assert "✗" in refused.stderr and "kept as a draft" in refused.stderr and "detach away" in refused.stderr
    type_in("computetarget", "detach", "away")


def test_a_password_needs_not_stand_on_the_command_line(type_in, address, studio):
    where = [*address[:6], "--python", address[-1]]
    asked = type_in("computetarget", "attach", "remote", "-n", "asked", *where, "--trust-on-first-use", code=1, said="wrong horse\n")
    assert "Password of" in asked.stderr and "wrong horse" not in asked.output
    type_in(
        "computetarget", "attach", "remote", "-n", "piped", *where, "--password-stdin", "--trust-on-first-use", code=1, said="wrong horse\n"
    )
    told = type_in("computetarget", "attach", "remote", "-n", "said", *where, "-p", "wrong horse", "--trust-on-first-use", code=1)
    assert "stands in the shell's history" in told.stderr
    assert {studio.target(name).options["auth"] for name in ("asked", "piped", "said")} == {"password"}
    for name in ("asked", "piped", "said"):
        type_in("computetarget", "detach", name)


# -- v1's names ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def workspace(studio) -> Workspace:
    return Workspace(_studio=studio)


def test_a_v1_program_finds_or_attaches_its_machine(workspace, an_sshd, key_file, capsys, tmp_path):
    options = an_sshd.options
    try:
        machine = ComputeTarget(workspace=workspace, name="attach-vm")
        raise AssertionError("it was there")
    except ComputeTargetException:
        configuration = RemoteCompute.attach_configuration(
            address=options["host"], ssh_port=options["port"], username=options["user"], private_key_file=key_file, python=options["python"]
        )
        machine = ComputeTarget.attach(workspace, "attach-vm", configuration)
        machine.wait_for_completion(show_output=True)
    said = capsys.readouterr()
    assert 'Provisioning operation finished, operation "Succeeded"' in said.out and fingerprint(an_sshd.host_key) in said.err
    assert (machine.provisioning_state, machine.type, machine.address) == ("Succeeded", "VirtualMachine", options["host"])
    assert isinstance(ComputeTarget(workspace, "attach-vm"), RemoteCompute) and "attach-vm" in workspace.compute_targets
    assert machine.serialize()["properties"]["administratorAccount"]["username"] == options["user"]
    (tmp_path / "hello.py").write_text("print('hello')")
    source = ScriptRunConfig(str(tmp_path), "hello.py", compute_target=machine)
    source.run_config.environment.python.user_managed_dependencies = True
    assert Experiment(workspace, "v1").submit(source).wait_for_completion()["status"] == "Completed"
    with pytest.raises(ComputeTargetException, match="Try to use detach"):
        machine.delete()
    machine.detach()
    with pytest.raises(ComputeTargetException, match="ComputeTargetNotFound"):
        ComputeTarget(workspace, "attach-vm")


def test_a_machine_that_cannot_be_reached_fails_as_v1_failed(workspace, key_file):
    configuration = RemoteCompute.attach_configuration(address="127.0.0.1", ssh_port=9, username="ada", private_key_file=key_file)
    machine = ComputeTarget.attach(workspace, "nowhere", configuration)
    with pytest.raises(ComputeTargetException, match="non-successful terminal state, current provisioning state: Failed"):
        machine.wait_for_completion()
    assert machine.provisioning_errors
    machine.detach()


def test_a_host_key_that_is_not_the_one_that_was_said_is_refused(workspace, an_sshd, key_file):
    options = an_sshd.options
    where = {"address": options["host"], "ssh_port": options["port"], "username": options["user"], "private_key_file": key_file}
    with pytest.raises(ComputeTargetException, match="was not confirmed"):
        ComputeTarget.attach(workspace, "other", RemoteCompute.attach_configuration(**where, host_key_fingerprint="SHA256:other"))
    ComputeTarget(workspace, "other").detach()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"username": "ada"}, "address"),
        ({"username": "ada", "address": "h"}, "one of password and private_key_file"),
        ({"username": "ada", "address": "h", "password": "x", "private_key_file": "y"}, "one of password and private_key_file"),
        ({"username": "ada", "address": "h", "private_key_file": "/nowhere"}, "no file /nowhere"),
        ({"username": "ada", "resource_id": "/subscriptions/1"}, "a machine of Azure"),
        ({"username": "ada", "address": "h", "password": "x", "colour": "red"}, "takes no colour"),
    ],
)
def test_an_attach_configuration_that_cannot_be_is_refused(arguments, sentence):
    with pytest.raises(UserErrorException, match=sentence):
        RemoteCompute.attach_configuration(**arguments)


def test_an_instance_s_size_is_one_that_is_known():
    with pytest.raises(ComputeTargetException, match="no size known here"):
        ComputeInstance.provisioning_configuration(vm_size="STANDARD_HUGE")
    wanted = ComputeInstance.provisioning_configuration(vm_size="STANDARD_NC6", memory="4g")._wanted()
    assert wanted == {"cpus": 6.0, "memory": 4 * 2**30, "gpus": [0], "fit": True}
