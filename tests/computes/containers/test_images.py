"""Images: pulled from a registry or built from a Dockerfile, once, with their progress told."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.machines.registry import Registry

ECHO = ["/bin/sh", "-c", "echo it runs"]


@pytest.fixture
def registry():
    registry = Registry("ada", "hunter2")
    yield registry
    registry.close()


@pytest.fixture
def open_registry():
    registry = Registry()
    yield registry
    registry.close()


def signed_in(registry, password="hunter2") -> dict:
    return {"registries": {registry.address: {"username": "ada", "password": password}}}


def test_an_image_is_pulled_with_the_sign_in_of_its_registry(dock, registry):
    image = registry.put("team/shell")
    status = dock.run("", container={"image": image}, argv=ECHO, secrets=signed_in(registry))
    assert status.code == 0, dock.read("setup.log").decode()
    assert dock.lines() == ["it runs"]
    told = [event for event in dock.events() if event["event"] == "image"]
    assert (told[-1]["act"], told[-1]["percent"]) == ("pulling", 100)
    assert f"Pulling image {image}" in dock.read("setup.log").decode()
    everything = b"".join(path.read_bytes() for path in dock.folder().rglob("*") if path.is_file())
    assert b"hunter2" not in everything


def test_an_image_that_is_there_is_not_asked_for_again(dock, open_registry):
    image = open_registry.put("team/once")
    dock.run("", "first", container={"image": image}, argv=ECHO)
    asked = open_registry.pulls
    assert dock.run("", "second", container={"image": image}, argv=ECHO).code == 0
    assert open_registry.pulls == asked
    assert not [event for event in dock.events("second") if event["event"] == "image"]


def test_ten_who_need_an_image_at_once_pull_it_once(dock, open_registry):
    image = open_registry.put("team/many", filler=bytes(3_000_000))
    jobs = [f"job{number}" for number in range(5)]
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda job: dock.start("", job, container={"image": image}, argv=ECHO), jobs))
    assert [dock.end(job).code for job in jobs] == [0] * 5
    assert open_registry.pulls == 2  # its layer and its configuration
    said = [dock.read("setup.log", job).decode() for job in jobs]
    assert sum("Pulling image" in words for words in said) == 1


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_registry_that_refuses_the_sign_in_says_so(dock, registry, password):
    status = dock.run(
        "", container={"image": registry.put("team/shell")}, argv=ECHO, secrets=signed_in(registry, password) if password else {}
    )
    assert status.reason == "environment failed"
    assert "asks for a sign-in that is right for it" in status.detail


def test_an_image_that_is_not_there_says_so(dock, open_registry):
    status = dock.run("", container={"image": f"{open_registry.address}/team/nothing:2"}, argv=ECHO)
    assert status.reason == "environment failed"
    assert status.detail.startswith(f"There is no image {open_registry.address}/team/nothing:2")


def test_a_registry_that_is_not_reached_says_so(dock):
    status = dock.run("", container={"image": "127.0.0.1:9/team/shell:1"}, argv=ECHO)
    assert "its registry is not reached from this target" in status.detail


def test_no_engine_says_so(dock, tmp_path):
    status = dock.run("", container={"socket": str(tmp_path / "nothing.sock")})
    assert status.reason == "environment failed"
    assert f"nothing answers at {tmp_path}/nothing.sock" in status.detail


# -- from a Dockerfile ----------------------------------------------------------------------------------------------------


def test_an_image_is_built_from_a_dockerfile_once(dock):
    text = f"FROM {dock.dockerd.image}\nENV COLOUR=blue\nRUN echo one line of the build\n"
    built = {"image": None, "dockerfile": text}
    assert dock.run("import os; print(os.environ['COLOUR'])", "first", container=built).code == 0, dock.read("setup.log", "first").decode()
    assert dock.lines(job_id="first") == ["blue"]
    log = dock.read("setup.log", "first").decode()
    assert "one line of the build" in log
    told = [event for event in dock.events("first") if event["event"] == "image"]
    assert [event["percent"] for event in told] == [0, 25, 50, 75, 100]  # the engine counts its labels as a step
    assert told[1]["detail"] == "step 2 of 4: ENV COLOUR=blue"
    assert dock.run("", "second", container=built).code == 0
    assert "is built already" in dock.read("setup.log", "second").decode()


def test_a_dockerfile_takes_files_of_the_code_and_is_built_anew_when_they_change(dock):
    built = {"image": None, "dockerfile": f"FROM {dock.dockerd.image}\nCOPY words.txt secret.txt* /\n", "context": True}
    for job, words in (("first", "one"), ("second", "two")):
        code = dock.folder(job) / "code"
        code.mkdir(parents=True)
        (code / "words.txt").write_text(words)
        (code / "secret.txt").write_text("not for the image")
        (code / ".dockerignore").write_text("secret*\n")
        dock.run("import os; print(open('/words.txt').read(), os.path.exists('/secret.txt'))", job, container=built)
        assert dock.lines(job_id=job) == [f"{words} False"]


def test_a_step_that_fails_is_named(dock):
    status = dock.run("", container={"image": None, "dockerfile": f"FROM {dock.dockerd.image}\nRUN echo before; exit 7\n"})
    assert status.reason == "environment failed"
    assert status.detail.startswith("The image could not be built at step 2 of 3 (RUN echo before; exit 7)")
    assert "code: 7" in status.detail
    assert "before" in dock.read("setup.log").decode()


def test_a_base_image_that_is_not_there_says_so(dock, open_registry):
    status = dock.run("", container={"image": None, "dockerfile": f"FROM {open_registry.address}/no/base:1\n"})
    assert status.detail.startswith(f"There is no image {open_registry.address}/no/base:1")
