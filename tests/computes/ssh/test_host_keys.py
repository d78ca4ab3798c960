"""Nobody is signed in to but the machine whose key somebody confirmed."""

import pytest

from computes.errors import ComputeError, HostKeyChanged
from computes.transports.ssh import SshTransport, host_key_of
from tests.machines.sshd import keygen, sshd


def test_the_key_is_shown_before_any_sign_in(an_sshd):
    assert host_key_of({**an_sshd.options, "key": "", "user": "whoever", "host_key": ""}) == an_sshd.host_key


def test_without_a_confirmed_key_nothing_is_said_to_the_machine(over_ssh):
    with pytest.raises(ComputeError, match="was not confirmed yet; test the connection"):
        over_ssh(host_key="").run(["true"])


def test_another_key_than_the_confirmed_one_is_an_alarm_that_tells_it():
    with sshd() as machine:
        before = machine.host_key
        machine.change_host_key()
        with pytest.raises(HostKeyChanged, match="shows another host key than the one that was confirmed") as alarm:
            SshTransport({**machine.options, "host_key": before}).run(["true"])
        assert alarm.value.offered == machine.host_key != before
        assert not alarm.value.transient
        assert SshTransport(machine.options).run(["true"]).code == 0


def test_a_machine_with_keys_of_several_kinds_shows_the_one_that_was_confirmed(tmp_path):
    keygen(tmp_path / "ecdsa", "ecdsa")
    with sshd() as machine:
        machine.stop()
        machine.settings["HostKey"] = f"{machine.folder / 'host'}\nHostKey {tmp_path / 'ecdsa'}"
        machine.start()
        confirmed = " ".join((tmp_path / "ecdsa.pub").read_text().split()[:2])
        assert SshTransport({**machine.options, "host_key": confirmed}).run(["true"]).code == 0
        assert SshTransport(machine.options).run(["true"]).code == 0


def test_a_jump_host_with_another_key_is_an_alarm_too(an_sshd, tmp_path):
    keygen(tmp_path / "other")
    hop = {"host": an_sshd.host, "port": an_sshd.port, "host_key": " ".join((tmp_path / "other.pub").read_text().split()[:2])}
    with pytest.raises(HostKeyChanged) as alarm:
        SshTransport({**an_sshd.options, "jump": [hop]}).run(["true"])
    assert alarm.value.offered == f"{an_sshd.host_key} {an_sshd.host}:{an_sshd.port}"
    assert SshTransport({**an_sshd.options, "jump": [{**hop, "host_key": an_sshd.host_key}]}).run(["true"]).code == 0


def test_a_password_is_not_told_to_a_jump_host_that_nobody_confirmed(an_sshd):
    options = {**an_sshd.options, "auth": "password", "password": "secret", "jump": f"{an_sshd.host}:{an_sshd.port}"}
    with pytest.raises(ComputeError, match="only told to machines whose host key was confirmed"):
        SshTransport(options).run(["true"])
