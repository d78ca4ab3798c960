"""Environments of conda packages, from a real channel in a folder: solved and installed with py-rattler, pip's part with uv."""

import base64
import json
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from threading import Thread

import pytest

from computes.agent.environments import rattler_tool
from tests.computes.channel import PYTHON as VERSION
from tests.computes.channel import Channel
from tests.computes.machine import until
from tests.computes.packages import PYTHON, events

TELLS = "import hello, greeting, sys, ssl; print(hello.version, greeting.version, sys.prefix)"


def test_conda_and_pip_packages_lie_in_one_environment(machine, conda):
    wanted = conda(f"python={VERSION}", "hello<2", pip="greeting")
    assert machine.run(TELLS, argv=PYTHON, environment=wanted).code == 0, machine.read("setup.log").decode()
    assert machine.lines() == [f"1.0 1.0 {machine.root / 'environments/key/1/conda'}"]
    told = events(machine)["environment"]
    assert (told["kind"], told["reused"], told["packages"]) == ("conda", False, 4)
    assert told["size"] > 10_000_000
    log = machine.read("setup.log").decode()
    assert f"Solving python={VERSION}, hello<2 with the channels file://" in log
    assert " + hello=1.0=0" in log
    assert " + greeting==1.0" in log


def test_what_conda_and_pip_installed_is_recorded(machine, conda):
    machine.run("", argv=PYTHON, environment=conda("python", "hello", pip="greeting"))
    assert machine.read("freeze.txt").decode().splitlines() == [
        "hello=2.0=0",
        "pip=24.0=0",
        f"python={sys.version.split()[0]}=0",
        "greeting==1.0",
    ]


def test_it_is_built_once_and_then_shared(machine, conda):
    for job_id in ("one", "two"):
        assert machine.run("import hello", job_id, argv=PYTHON, environment=conda("python", "hello")).code == 0
    assert events(machine, "two")["environment"]["reused"]
    assert events(machine, "two")["environment"]["seconds"] < 0.5


def test_its_scripts_of_activation_have_their_effect(machine, conda):
    script = "import os; print(open(os.environ['HELLO_DATA'] + '/words').read(), os.environ['CONDA_PREFIX'], end='')"
    for job_id in ("one", "two"):  # also where it was built before
        assert machine.run(script, job_id, argv=PYTHON, environment=conda("python", "hello-data")).code == 0
        assert machine.lines(job_id=job_id) == ["hi", f" {machine.root / 'environments/key/1/conda'}"]


@pytest.mark.parametrize(
    "specs, sentence",
    [
        (["python", "futuristic"], "futuristic 1.0 would require python >=3.99, for which no candidates were found. Change the versions"),
        (["python=3.6.2"], "No candidates were found for python 3.6.2.*. Change the versions, or add a channel that has them."),
        (["python", "hello<2", "hello>=2"], "which conflicts with the versions reported above"),
        (["python", "hello=>1"], "'hello=>1' is not a conda package and its version: unable to parse version spec"),
        (["hello-data"], "include no Python. Add one, such as python=3.11"),
    ],
)
def test_packages_that_cannot_be_had_fail_the_run_with_the_reason(machine, conda, specs, sentence):
    status = machine.run("", argv=PYTHON, environment=conda(*specs))
    assert (status.reason, status.code) == ("environment failed", None)
    assert sentence in status.detail
    assert "│" not in status.detail and "\n" not in status.detail
    assert events(machine)["finished"]["key"] == "key"
    assert events(machine)["environment_failed"]["detail"] == status.detail


@pytest.mark.parametrize(
    "channel_url, sentence",
    [
        ("http://127.0.0.1:9/nowhere", "A conda channel could not be read: error sending request for url (http://127.0.0.1:9/nowhere/"),
        ("http://ada:secret@127.0.0.1:9/nowhere", "Connection refused"),
        ("file:///nowhere", "could not find subdir 'noarch' in channel 'file:///nowhere/'"),
        ("ht tp://x", "is no name and no address of a conda channel"),
    ],
)
def test_a_channel_that_cannot_be_read_is_named(machine, conda, channel_url, sentence):
    status = machine.run("", argv=PYTHON, environment=conda("python", channels=[channel_url]))
    assert sentence in status.detail
    assert "secret" not in status.detail + machine.read("setup.log").decode()


def test_a_package_comes_from_the_first_channel_unless_that_makes_it_impossible(machine, conda, channel, tmp_path):
    first = Channel(tmp_path / "first")
    first.add("hello", "1.5", {"site-packages/hello.py": "version = 'first'\n"}, ("python",))
    first.add("wants-two", "1.0", {"site-packages/wants_two.py": ""}, ("hello >=2",))
    channels = [first.index().url, channel.url]
    script = "import hello; print(hello.version)"
    machine.run(script, "one", argv=PYTHON, environment=conda("python", "hello", channels=channels))
    machine.run(script, "two", argv=PYTHON, environment=conda("python", "wants-two", channels=channels, key="other"))
    assert (machine.lines(job_id="one"), machine.lines(job_id="two")) == (["first"], ["2.0"])
    assert b"looking at all channels alike" in machine.read("setup.log", "two")


def test_a_cancel_ends_a_build_and_leaves_nothing_that_looks_whole(machine, conda, tmp_path):
    slow = tmp_path / "rattler"
    slow.write_text("#!/bin/sh\necho solving for ever\nsleep 600\n")
    slow.chmod(0o755)
    machine.start("", argv=PYTHON, environment=conda("python", rattler=str(slow)))
    until(lambda: b"for ever" in machine.read("setup.log"))
    machine.cancel(grace=1)
    assert (machine.end().reason, machine.status().left_processes) == ("cancelled", 0)
    assert machine.run("import hello", "next", argv=PYTHON, environment=conda("python", "hello")).code == 0
    assert not events(machine, "next")["environment"]["reused"]


def test_a_target_without_py_rattler_gets_it_once(machine, conda):
    """From the index of this machine; the studio's own version of it."""
    assert version("py-rattler") == rattler_tool.VERSION
    for job_id, spec in (("one", "hello<2"), ("two", "hello>=2")):
        machine.start("", job_id, argv=[], environment=conda("python", spec, key=job_id, rattler=None, variables={}))
    assert [machine.end(job_id).code for job_id in ("one", "two")] == [0, 0], machine.read("setup.log", "one") + machine.read(
        "setup.log", "two"
    )
    logs = machine.read("setup.log", "one") + machine.read("setup.log", "two")
    assert logs.count(b"Putting py-rattler") == 1
    assert machine.run("", "three", argv=[], environment=conda("python", key="three", rattler=None)).code == 0  # with no index to ask


def test_py_rattler_that_cannot_be_had_is_named(machine, conda):
    status = machine.run("", argv=[], environment=conda("python", rattler=None))
    assert status.detail.startswith("py-rattler, which installs conda packages, could not be put on this target: ")


def test_a_base_that_is_not_there_is_named(machine, conda):
    status = machine.run("", argv=[], environment=conda("python", base="nowhere"))
    assert "This target has no conda environment named 'nowhere'" in status.detail


@pytest.fixture
def guarded(channel):
    """The address of the channel behind a web server that asks for a name and a password."""

    class Guard(SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(channel.folder))

        def do_GET(self):
            if self.headers.get("Authorization") == "Basic " + base64.b64encode(b"ada:secret").decode():
                super().do_GET()
            else:
                self.send_error(401)

        do_HEAD = do_GET

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Guard) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_channels_password_comes_as_a_secret_and_is_in_no_log(machine, conda, guarded):
    secret = {"environment": {"CONDA_CREDENTIALS": json.dumps({guarded: "ada:secret"})}}
    machine.start("", argv=[], environment=conda("python", "hello<2", channels=[guarded]), secrets=secret)
    assert machine.end().code == 0, machine.read("setup.log").decode()
    assert b"fetched hello" in machine.read("setup.log")
    assert "secret" not in machine.read("setup.log").decode() + machine.read("job.json").decode().replace('"secrets": {}', "")


def test_a_channel_that_asks_for_a_password_is_named(machine, conda, guarded):
    detail = machine.run("", argv=[], environment=conda("python", channels=[guarded])).detail
    assert "A conda channel could not be read" in detail and "401" in detail
