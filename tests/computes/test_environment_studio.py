"""Environments through a whole studio: real runs, real builds, and what the studio then knows of them."""

import httpx
import pytest

from tests.computes.channel import PYTHON
from tests.faults.desk import Desk

GREETING = {"kind": "pip", "requirements": "greeting\n"}


@pytest.fixture
def studio(a_studio, wheels, tmp_path):
    studio = a_studio(UV_OFFLINE="1", UV_FIND_LINKS=str(wheels), UV_CACHE_DIR=str(tmp_path / "cache"), TRAINSHED_LOCAL_SLOTS="10")
    studio.start()
    studio.owner()
    return studio


@pytest.fixture
def desk(studio):
    desk = Desk(studio)
    desk.slots(10)
    yield desk
    desk.close()


@pytest.fixture
def api(studio, desk):
    """A program of the owner's."""
    with httpx.Client(base_url=f"{studio.url}/api/v1", headers={"Authorization": f"Bearer {desk.token()}"}, timeout=20) as client:
        yield client


def built(api, studio, name: str, *states: str, patience: float = 60) -> dict:
    """What is known of it on this machine, once it is in one of these states."""
    found = []

    def there() -> bool:
        found[:] = [place for place in api.get(f"/environments/{name}/builds").json() if place["target"] == "local"]
        return found[0]["state"] in states

    studio.until(there, f"{name} is {states}", patience)
    return found[0]


def test_ten_runs_at_once_build_it_once_and_each_keeps_what_was_installed(studio, desk, api):
    keys = [desk.submit("import greeting", environment=GREETING) for _ in range(10)]
    ends = desk.ended(keys, patience=120)
    assert [end["state"] for end in ends] == ["Completed"] * 10, desk.trouble(keys[0])
    assert {end["packages"] for end in ends} == {"greeting==1.0\n"}
    assert sum(event["kind"] == "building" for key in keys for event in desk.story(key)) == 1
    assert api.post("/environments", json={"name": "greeting", "definition": _definition("greeting")}).status_code == 201
    known = built(api, studio, "greeting", "ready")
    assert (known["uses"], known["packages"]) == (10, "greeting==1.0\n")
    assert known["size"] > 0 and known["seconds"] > 0 and known["run"] in keys


def test_a_build_by_hand_needs_no_code_and_can_be_done_anew_and_removed(studio, desk, api):
    api.post("/environments", json={"name": "greeting", "requirements": "greeting\n"})
    key = api.post("/environments/greeting/builds", json={"target": "local"}).json()["run"]
    end = desk.until(key, {"Completed", "Failed"})
    assert end["state"] == "Completed", desk.trouble(key)
    assert b"+ greeting==1.0" in desk.log(key, "setup.log")
    first = built(api, studio, "greeting", "ready")
    assert first["uses"] == 0 and first["packages"] == "greeting==1.0\n"
    again = api.post("/environments/greeting/builds", json={"target": "local", "anew": True}).json()["run"]
    assert desk.until(again, {"Completed", "Failed"})["state"] == "Completed", desk.trouble(again)
    assert built(api, studio, "greeting", "ready")["run"] == again
    assert api.delete("/environments/greeting/builds/local").status_code == 202
    built(api, studio, "greeting", "removed")
    folder = studio.data / "target" / "environments"
    assert not list(folder.glob("*/ready"))


def test_a_build_that_fails_says_why(studio, desk, api):
    api.post("/environments", json={"name": "none", "requirements": "no-such-package\n"})
    key = api.post("/environments/none/builds", json={"target": "local"}).json()["run"]
    assert desk.until(key, {"Completed", "Failed"})["state"] == "Failed"
    assert "no-such-package" in built(api, studio, "none", "failed")["reason"]


def test_conda_packages_come_from_their_channel_and_are_recorded(studio, desk, api, channel):
    conda = f"channels:\n- {channel.url}\ndependencies:\n- python={PYTHON}\n- hello<2\n- pip:\n  - azureml-defaults\n  - greeting\n"
    answer = api.post("/environments", json={"name": "hello", "conda": conda})
    assert answer.status_code == 201, answer.text
    key = api.post("/environments/hello/builds", json={"target": "local"}).json()["run"]
    assert desk.until(key, {"Completed", "Failed"}, patience=120)["state"] == "Completed", desk.trouble(key)
    packages = built(api, studio, "hello", "ready")["packages"].splitlines()
    assert "hello=1.0=0" in packages and "greeting==1.0" in packages
    assert b"azureml-defaults is not installed" in desk.log(key, "setup.log")


def _definition(*pip: str) -> dict:
    """As a run's own requirements are frozen."""
    return {"python": {"condaDependencies": {"dependencies": ["python", {"pip": list(pip)}]}}}


def test_a_conda_file_and_requirements_of_the_source_are_what_the_run_has(studio, desk):
    files = {
        "env/conda.yml": "dependencies:\n- python\n- pip:\n  - -r requirements.txt\n  - azureml-sdk\n",
        "env/requirements.txt": "--no-index\ngreeting  # from the folder of wheels\n",
    }
    section = {"python": {"condaDependenciesFile": "env/conda.yml"}}
    key = desk.submit("import greeting; print(greeting.version)", files=files, environment=section)
    assert desk.until(key, {"Completed", "Failed"})["state"] == "Completed", desk.trouble(key)
    assert desk.log(key) == b"1.0\n"
    assert b"azureml-sdk is not installed" in desk.log(key, "setup.log")
