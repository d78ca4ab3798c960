"""SFTP, against a real sshd."""

import getpass
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.runs.snapshots.git_servers import ssh_server


class Server(NamedTuple):
    url: str
    options: dict


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """Every file of this machine, for this account."""
    with ssh_server(tmp_path_factory.mktemp("sftp") / "sshd") as (start, key):
        yield Server("sftp://" + start.partition("@")[2], {"username": getpass.getuser(), "private_key": key})


@pytest.fixture
def fingerprint(machine, server, an_input, data) -> str:
    """The server's, as the refusal tells it."""
    status = machine.run("", "stranger", data=data([an_input(f"{server.url}/etc/hostname")]), secrets={"data": {"store": server.options}})
    assert status.reason == "data failed"
    return re.search(r"SHA256:\S+", status.detail)[0].rstrip(",")


def test_a_server_is_not_trusted_until_its_key_is_stored_and_then_by_that_key_alone(machine, server, fingerprint, an_input, data, tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "a.csv").write_text("1,2")
    script = "import os; print(open(os.environ['AZUREML_DATAREFERENCE_raw'] + '/a.csv').read())"

    def run(job: str, host_key: str):
        wanted = data([an_input(f"{server.url}{tmp_path}/store")])
        return machine.run(script, job, data=wanted, secrets={"data": {"store": server.options | {"host_key": host_key}}})

    assert run("trusted", fingerprint).code == 0
    assert machine.read("rank-0.log", "trusted").strip() == b"1,2"
    assert "Somebody may stand between" in run("other", "SHA256:" + "A" * 43).detail


def test_a_tree_is_downloaded_and_another_uploaded(machine, server, fingerprint, an_input, an_output, data, tmp_path):
    store = tmp_path / "store"
    (store / "deep").mkdir(parents=True)
    (store / "deep" / "a.csv").write_text("1,2")
    (store / "link.csv").symlink_to(store / "deep" / "a.csv")
    script = (
        "import os, shutil; shutil.copytree(os.environ['AZUREML_DATAREFERENCE_raw'], os.environ['AZUREML_DATAREFERENCE_model'] + '/copy')"
    )
    wanted = data([an_input(f"{server.url}{store}")], [an_output(f"{server.url}{tmp_path}/models", overwrite=True)])
    (tmp_path / "models" / "copy").mkdir(parents=True)
    (tmp_path / "models" / "copy" / "link.csv").write_text("old")
    status = machine.run(script, data=wanted, secrets={"data": {"store": server.options | {"host_key": fingerprint}}})

    assert (status.code, status.reason) == (0, "exited"), status.detail
    made = {str(path.relative_to(tmp_path / "models")): path.read_text() for path in Path(tmp_path / "models").rglob("*") if path.is_file()}
    assert made == {"copy/deep/a.csv": "1,2", "copy/link.csv": "1,2"}


def test_a_key_that_is_refused_is_told_without_being_shown(machine, server, fingerprint, an_input, data):
    secrets = {"data": {"store": {"username": "nobody-here", "password": "not-the-password", "host_key": fingerprint}}}
    status = machine.run("", data=data([an_input(f"{server.url}/etc/hostname")]), secrets=secrets)

    assert "refuses these credentials" in status.detail
    assert "not-the-password" not in status.detail
