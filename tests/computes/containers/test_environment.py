"""A Python environment on top of an image: built in a container of it, kept as an image of its own, shared by all that ask for the same."""

import json

from tests.computes.machine import until

READ = "import greeting, sys; print(greeting.__file__, sys.prefix)"


def images(dockerd) -> list:
    return dockerd.client.images.list(filters={"label": "trainshed.image=environment"})


def test_packages_are_there_on_top_of_the_image(dock, environment):
    status = dock.run(READ, environment=environment())
    assert status.code == 0, dock.read("setup.log").decode()
    assert dock.lines()[0].startswith("/trainshed/environments/key/")
    assert b"greeting==" in dock.read("freeze.txt")
    told = {event["event"]: event for event in dock.events()}
    assert told["building"]["key"] == told["environment"]["key"] == "key"
    assert told["environment"]["packages"] == 1
    assert not told["environment"]["reused"]


def test_who_asks_for_the_same_later_gets_the_image_that_is_there(dock, environment):
    dock.run(READ, "first", environment=environment())
    known = {image.id for image in images(dock.dockerd)}
    status = dock.run(READ, "second", environment=environment())
    assert status.code == 0
    assert {image.id for image in images(dock.dockerd)} == known
    assert {event["event"]: event for event in dock.events("second")}["environment"]["reused"]
    assert "is ready as image" in dock.read("setup.log", "second").decode()
    assert dock.read("freeze.txt", "second") == dock.read("freeze.txt", "first")


def test_it_is_listed_among_the_environments_and_can_be_removed(dock, environment):
    dock.run(READ, environment=environment(key="listed"))
    (listed,) = dock.workdir.environments()
    assert (listed["key"], listed["ready"], listed["packages"], listed["building"]) == ("listed", True, 1, False)
    before = len(images(dock.dockerd))
    assert dock.workdir.drop(["listed"]) == (["listed"], {})
    assert len(images(dock.dockerd)) == before - 1
    assert dock.workdir.environments() == []


def test_an_image_of_an_environment_carries_no_password_and_no_label_of_a_job(dock, environment):
    secret = {"environment": {"UV_INDEX": "https://me:hunter2@127.0.0.1:9/simple"}}
    assert dock.run(READ, environment=environment(key="private"), secrets=secret).code == 0
    for image in images(dock.dockerd):
        told = json.dumps([image.attrs, image.history()])
        assert "hunter2" not in told
        assert not image.labels.get("trainshed.job")
        assert image.attrs["Config"]["Entrypoint"] in (None, [])
    assert b"hunter2" not in dock.read("layer.json") + dock.read("setup.log")


def test_what_cannot_be_built_fails_with_the_reason_of_the_tool(dock, environment):
    status = dock.run(READ, environment=environment("no-such-package\n", key="bad"))
    assert (status.reason, status.code) == ("environment failed", None)
    assert "no-such-package" in status.detail
    assert {event["event"]: event for event in dock.events()}["environment_failed"]["key"] == "bad"


def test_packages_of_the_code_itself_are_installed_for_this_run_alone(dock, environment):
    package = dock.folder() / "code" / "mine"
    package.mkdir(parents=True)
    (package / "pyproject.toml").write_text(PROJECT)
    (package / "b.py").write_text(BACKEND)
    status = dock.run("import mine_module, greeting; print(mine_module.word)", environment=environment(local=["./mine"], key="local"))
    assert status.code == 0, dock.read("setup.log").decode()
    assert dock.lines() == ["from the code"]


def test_an_image_without_python_says_so(dock, environment):
    dock.dockerd.client.images.build(fileobj=_dockerfile(dock, "RUN rm /usr/local/bin/python*"), tag="bare:1")
    status = dock.run(READ, container={"image": "bare:1"}, environment=environment(key="bare"))
    assert status.reason == "environment failed"
    assert "bare:1 has no Python 3.8 or later" in status.detail


def test_a_cancelled_build_leaves_no_container(dock, environment):
    package = dock.folder() / "code" / "slow"
    package.mkdir(parents=True)
    (package / "pyproject.toml").write_text(PROJECT)
    (package / "b.py").write_text("open('begun', 'w').close(); import time; time.sleep(300)")
    dock.start(READ, environment=environment(local=["./slow"], key="slow"))
    until(lambda: list(dock.folder().rglob("begun")))
    dock.cancel(grace=1)
    assert dock.end().reason == "cancelled"
    assert not dock.left()


def _dockerfile(dock, *lines: str):
    import io

    return io.BytesIO("\n".join([f"FROM {dock.dockerd.image}", *lines]).encode())


PROJECT = """
[project]
name = "mine"
version = "1"
[build-system]
requires = []
build-backend = "b"
backend-path = ["."]
"""
# The smallest thing that makes a wheel.
BACKEND = """
import zipfile
def build_wheel(folder, settings=None, metadata=None):
    with zipfile.ZipFile(folder + "/mine-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("mine_module.py", "word = 'from the code'")
        wheel.writestr("mine-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: mine\\nVersion: 1\\n")
        wheel.writestr("mine-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: b\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("mine-1.dist-info/RECORD", "")
    return "mine-1-py3-none-any.whl"
"""
