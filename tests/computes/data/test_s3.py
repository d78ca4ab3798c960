"""Datastores that are remote storage, against a real S3 server."""

import pytest

from computes.agent.data import storage
from tests.computes.data.s3 import SECRET

READ = "import os, pathlib; here = pathlib.Path(os.environ['AZUREML_DATAREFERENCE_raw']); "
READ += "print(sorted(str(path.relative_to(here)) for path in here.rglob('*') if path.is_file()))"
WRITE = "import os; open(os.environ['AZUREML_DATAREFERENCE_model'] + '/weights', 'w').write('w' * 10)"


@pytest.fixture
def secrets(s3):
    return {"data": {"store": s3.options}}


def test_a_prefix_is_downloaded_before_the_script(machine, s3, secrets, an_input, data):
    for key in ("raw/a.csv", "raw/deep/b.csv", "rawer/c.csv", "raw/folder/"):
        s3.put(key, b"x" * 100)
    machine.run(READ, data=data([an_input("s3://team/raw")]), secrets=secrets)

    assert machine.read("rank-0.log").decode().strip() == "['a.csv', 'deep/b.csv']"
    assert b"Downloaded raw: 2 files, 200 B" in machine.read("setup.log")


def test_one_object_is_downloaded_as_a_file(machine, s3, secrets, an_input, data):
    s3.put("raw/a.csv", b"1,2")
    script = "import os; print(open(os.environ['AZUREML_DATAREFERENCE_raw']).read())"
    machine.run(script, data=data([an_input("s3://team/raw/a.csv")]), secrets=secrets)

    assert machine.read("rank-0.log").strip() == b"1,2"


def test_what_the_script_left_is_uploaded(machine, s3, secrets, an_output, data):
    status = machine.run(WRITE, data=data(outputs=[an_output("s3://team/models/7")]), secrets=secrets)

    assert (status.code, status.reason) == (0, "exited")
    assert s3.objects() == {"models/7/weights": b"w" * 10}


def test_an_object_that_is_there_stays_unless_it_is_to_be_overwritten(machine, s3, secrets, an_output, data):
    s3.put("models/weights", b"old")
    machine.run(WRITE, data=data(outputs=[an_output("s3://team/models")]), secrets=secrets)
    assert s3.objects() == {"models/weights": b"old"}

    machine.run(WRITE, "again", data=data(outputs=[an_output("s3://team/models", overwrite=True)]), secrets=secrets)
    assert s3.objects() == {"models/weights": b"w" * 10}


def test_a_bucket_that_is_not_there_ends_the_run_with_the_reason(machine, s3, secrets, an_input, data):
    status = machine.run("", data=data([an_input("s3://nowhere/raw")]), secrets=secrets)

    assert status.reason == "data failed"
    assert status.detail.startswith("The data could not be brought: raw: there is no s3://nowhere/raw")


def test_an_upload_to_a_bucket_that_is_not_there_says_so(machine, s3, secrets, an_output, data):
    status = machine.run(WRITE, data=data(outputs=[an_output("s3://nowhere/models")]), secrets=secrets)

    assert status.detail.startswith("The data could not be taken away: model: there is no s3://nowhere/models")


@pytest.mark.parametrize("key", ["raw/../../../escaped", "raw//double", "raw/./dot"])
def test_a_key_that_would_leave_the_folder_is_refused(machine, s3, secrets, an_input, data, key):
    s3.put(key, b"x")
    status = machine.run("", data=data([an_input("s3://team/raw")]), secrets=secrets)

    assert "cannot be the name of a file here" in status.detail
    assert not list(machine.root.rglob("escaped"))


def test_a_secret_stands_in_no_file_of_the_target_and_no_command_line(machine, s3, secrets, an_input, an_output, data):
    s3.put("raw/a.csv", b"1,2")
    look = "import os, subprocess; print(os.environ); print(subprocess.run(['ps', '-eo', 'args'], capture_output=True, text=True).stdout)\n"
    machine.run(look + WRITE, data=data([an_input("s3://team/raw")], [an_output("s3://team/models")]), secrets=secrets)

    assert s3.objects()["models/weights"]
    found = [path for path in machine.root.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert found == []


def test_a_cancel_ends_a_transfer_and_leaves_no_half_of_a_file(machine, s3, secrets, an_input, data, slow_server):
    machine.start("", data=data([an_input(f"{slow_server.url}/raw.bin")]), secrets={})
    slow_server.busy.wait(20)
    machine.cancel()
    status = machine.end()

    assert (status.reason, status.left_processes) == ("cancelled", 0)
    assert [path for path in (machine.folder() / "data").rglob("*") if path.is_file()] == []


def test_an_interrupted_download_is_tried_again(machine, an_input, data, flaky_server):
    machine.run("print(len(open('raw/raw.bin').read()))", data=data([an_input(f"{flaky_server.url}/raw.bin", path_on_compute="raw")]))

    assert machine.read("rank-0.log").strip() == b"1000"
    assert b"was interrupted; attempt 2 of 4" in machine.read("setup.log")


def test_more_than_the_disk_holds_is_refused_before_a_byte_travels(machine, an_input, data, huge_server):
    status = machine.run("", data=data([an_input(f"{huge_server.url}/raw.bin")]))

    assert "has" in status.detail and "free. Make room there" in status.detail


def test_without_a_key_a_store_is_asked_anonymously_whatever_lies_around_on_the_machine():
    system, path = storage.opened("s3://team/raw", {})

    assert (system.anon, path) == (True, "team/raw")


def test_a_server_that_sends_on_to_the_addresses_of_machines_is_not_followed(machine, an_input, data, sending_on):
    """A cloud's machine would hand out its own credentials there."""
    status = machine.run("", data=data([an_input(f"{sending_on.url}/raw.bin")]))

    assert status.reason == "data failed"
    assert "where no datastore is" in status.detail


def test_a_web_server_that_asks_for_credentials_is_told_as_such(machine, an_input, data, locked):
    status = machine.run("", data=data([an_input(f"{locked.url}/raw.bin")]), secrets={"data": {"store": {"token": "not-good-enough"}}})

    assert "refuses these credentials" in status.detail
    assert "not-good-enough" not in status.detail
    assert "Bearer not-good-enough" in locked.authorizations


def test_a_web_server_that_is_away_is_told_as_such(machine, an_input, data, locked):
    locked.close()
    status = machine.run("", data=data([an_input(f"{locked.url}/raw.bin")]))

    assert "answers with an error: ClientConnectorError" in status.detail
