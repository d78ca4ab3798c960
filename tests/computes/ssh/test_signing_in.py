"""Keys, passwords and agents."""

import subprocess

import pytest

from computes.errors import ComputeError
from computes.transports.ssh import SshTransport
from tests.machines.passwords import a_password
from tests.machines.sshd import keygen, sshd


def locked(key, passphrase, tmp_path):
    (tmp_path / "locked").write_text(key)
    (tmp_path / "locked").chmod(0o600)
    subprocess.run(["ssh-keygen", "-q", "-p", "-N", passphrase, "-f", tmp_path / "locked"], check=True)
    return (tmp_path / "locked").read_text()


def refusal(transport):
    with pytest.raises(ComputeError) as trouble:
        transport.run(["true"])
    assert not trouble.value.transient
    return trouble.value.sentence


def test_a_key_may_have_a_passphrase(an_sshd, over_ssh, tmp_path):
    key = locked(an_sshd.key, "correct horse", tmp_path)
    assert over_ssh(key=key, passphrase="correct horse").run(["true"]).code == 0
    assert refusal(over_ssh(key=key)) == "The private key needs its passphrase."
    assert refusal(over_ssh(key=key, passphrase="wrong")) == "The private key's passphrase is missing or wrong."


def test_what_is_no_key_is_said(over_ssh):
    assert "private key cannot be read" in refusal(over_ssh(key="ssh-ed25519 AAAA, the public half"))
    assert "lacks its private key" in refusal(over_ssh(key=""))


def test_a_key_that_is_not_known_there_is_refused_with_the_way_out(an_sshd, over_ssh, tmp_path):
    keygen(tmp_path / "stranger")
    sentence = refusal(over_ssh(key=(tmp_path / "stranger").read_text()))
    assert f"does not let {an_sshd.guest.pw_name} in: add the target's public key to ~/.ssh/authorized_keys there" in sentence


def test_a_password_lets_in_and_a_wrong_one_does_not():
    with a_password() as password, sshd(PasswordAuthentication="yes", PubkeyAuthentication="no") as machine:
        options = {**machine.options, "auth": "password", "key": ""}
        assert SshTransport({**options, "password": password}).run(["true"]).code == 0
        assert "correct the user or the password" in refusal(SshTransport({**options, "password": "wrong"}))


def test_an_agent_signs_for_us_when_it_is_asked_to(an_sshd, over_ssh, ssh_agent):
    transport = over_ssh(auth="agent", key="")
    assert "holds no key" in refusal(transport)
    ssh_agent(an_sshd.folder / "client")
    assert transport.run(["true"]).code == 0


def test_an_agent_is_not_asked_unless_it_should(an_sshd, over_ssh, ssh_agent, tmp_path):
    ssh_agent(an_sshd.folder / "client")
    keygen(tmp_path / "stranger")
    assert "does not let" in refusal(over_ssh(key=(tmp_path / "stranger").read_text()))


def test_without_an_agent_that_is_said(over_ssh, monkeypatch):
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    assert "worker has no SSH agent" in refusal(over_ssh(auth="agent", key="", target="opened anew"))


def test_secrets_are_in_nothing_that_may_be_printed(an_sshd):
    transport = SshTransport({**an_sshd.options, "passphrase": "correct horse", "password": "battery staple"})
    printed = repr(transport.way) + str(vars(transport))
    assert "correct horse" not in printed
    assert "PRIVATE KEY" not in printed
