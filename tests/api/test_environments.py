"""Environments for programs: registering, finding, building."""

import pytest

from computes.models import Target
from runs.models import EnvironmentBuild, EnvironmentVersion, Run

pytestmark = pytest.mark.django_db
DEFINITION = {"python": {"userManagedDependencies": False, "condaDependencies": {"dependencies": ["python=3.8", {"pip": ["numpy"]}]}}}
CONDA = "name: x\ndependencies:\n- python=3.8\n- pip:\n  - numpy\n"


def test_one_is_registered_in_three_ways(call, contributor):
    program = call(contributor)
    first = program.post("/environments", {"name": "one", "definition": DEFINITION})
    assert first.status_code == 201 and first.data["version"] == 1 and first.data["curated"] is False
    assert first.data["definition"]["python"]["condaDependencies"] == {"dependencies": ["python=3.8", {"pip": ["numpy"]}]}
    second = program.post("/environments", {"name": "two", "conda": CONDA})
    assert second.data["key"] == first.data["key"] and "- numpy" in second.data["conda"]
    third = program.post(
        "/environments", {"name": "three", "requirements": "-r more.txt", "python": "3.8", "files": {"more.txt": "scipy\n"}}
    )
    assert third.data["definition"]["python"]["condaDependencies"]["dependencies"][-1] == {"pip": ["scipy"]}


def test_the_same_again_is_the_same_version_and_a_change_the_next(call, contributor):
    program = call(contributor)
    answers = [program.post("/environments", {"name": "one", "requirements": text}) for text in ("numpy", "numpy", "scipy")]
    assert [answer.data["version"] for answer in answers] == [1, 1, 2]
    assert program.get("/environments/one").data["version"] == 2
    assert program.get("/environments/one", version=1).data["definition"] == answers[0].data["definition"]
    assert [each["version"] for each in program.get("/environments/one/versions").data["items"]] == [2, 1]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"name": "x"}, "one of definition, conda and requirements"),
        ({"name": "x", "conda": CONDA, "requirements": ""}, "one of definition, conda and requirements"),
        ({"name": "AzureML-x", "requirements": ""}, "reserved"),
        ({"name": "x", "conda": "- a list"}, "map with the key"),
        ({"name": "x", "definition": {"python": {"pipFiles": 7}}}, "pipFiles"),
        ({"name": "x", "definition": {"python": {"condaDependencies": {"dependencies": {"a": 1}}}}}, "list"),
        ({"name": "x", "definition": {"python": {"condaDependenciesFile": "c.yml"}}}, "conda file c.yml is not there"),
    ],
)
def test_what_is_none_is_a_sentence(call, contributor, body, says):
    answer = call(contributor).post("/environments", body)
    assert answer.status_code == 422 and says in answer.data["detail"]
    assert not EnvironmentVersion.objects.exists()


def test_the_list_has_curated_ones_too_and_costs_little(call, reader, an_environment, curated, django_assert_max_num_queries):
    for number in range(5):
        an_environment(f"env{number}")
    program = call(reader)
    with django_assert_max_num_queries(5):
        items = program.get("/environments").data["items"]
    assert [each["version"] for each in items if each["name"] == "env4"] == [1]
    assert {each["name"] for each in items if each["curated"]} == set(curated)


def test_a_stranger_finds_nothing_and_a_reader_registers_nothing(call, stranger, reader, an_environment, target):
    an_environment("torch")
    assert call(stranger).get("/environments/torch").status_code == 404
    assert "no environment called torch" in call(stranger).get("/environments/torch").data["detail"]
    assert call(reader).post("/environments", {"name": "x", "requirements": ""}).status_code == 403
    assert call(reader).post("/environments/torch/builds", {"target": "local"}).status_code == 403
    assert call().get("/environments").status_code == 401


def test_a_build_is_asked_for_once(call, contributor, an_environment, target):
    an_environment("torch")
    program = call(contributor)
    first = program.post("/environments/torch/builds", {"target": "local", "submission": "a"})
    again = program.post("/environments/torch/builds", {"target": "local"})
    assert first.status_code == 202 and first.data["state"] == "building" and again.data["run"] == first.data["run"]
    assert Run.objects.get().purpose == "build" and program.get("/runs").data["items"] == []
    assert program.get("/experiments").data["items"] == []
    assert program.get("/environments/torch/builds").data[0]["run"] == first.data["run"]


def test_a_build_is_removed_unless_a_run_uses_it(call, contributor, an_environment, target, a_run):
    version = an_environment("torch")
    build = EnvironmentBuild.objects.create(target=target, key=version.key, state="ready")
    program = call(contributor)
    run = a_run("Running", environment=version)
    assert program.client.delete("/api/v1/environments/torch/builds/local").status_code == 422
    run.move("Finalizing"), run.move("Completed")
    assert program.client.delete("/api/v1/environments/torch/builds/local").json()["state"] == "removing"
    build.refresh_from_db()
    assert build.state == "removing"
    assert program.client.delete("/api/v1/environments/torch/builds/elsewhere").status_code == 404


def test_a_build_is_read_followed_and_cancelled_like_a_run(call, contributor, an_environment, target):
    an_environment("torch")
    program = call(contributor)
    key = program.post("/environments/torch/builds", {"target": "local"}).data["run"]
    facts = program.get(f"/runs/{key}")
    assert facts.status_code == 200 and (facts.data["snapshot"], facts.data["configuration"]) == (None, None)
    assert program.get(f"/runs/{key}/logs").status_code == 200
    assert program.post(f"/runs/{key}/cancellation").status_code in (200, 202)
    assert Run.objects.get().state == "CancelRequested"


def test_what_is_built_on_a_target_of_others_is_theirs(call, contributor, owner, an_environment, target):
    version = an_environment("torch")
    EnvironmentBuild.objects.create(target=target, key=version.key, state="ready")
    Target.objects.filter(pk=target.pk).update(everybody=False)
    path = "/api/v1/environments/torch/builds/local"
    answer = call(contributor).client.delete(path)
    assert (answer.status_code, "kept for other people" in answer.json()["detail"]) == (403, True)
    assert call(owner).client.delete(path).status_code == 202
