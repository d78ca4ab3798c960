"""Run configurations, compute targets, experiments and members."""

import pytest

from runs.models import Configuration, ConfigurationVersion

WANTED = {
    "name": "train",
    "script": "train.py",
    "target": "local",
    "arguments": ["--name", "two words"],
    "variables": {"A": "1"},
    "max_seconds": 90,
}


@pytest.fixture(autouse=True)
def _target(target):
    return target


def test_a_configuration_is_made_revised_and_shown(call, contributor):
    caller = call(contributor)
    made = caller.post("/configurations", WANTED)
    assert made.status_code == 201 and made.data["version"] == 1
    facts = caller.get("/configurations/train").data
    assert {name: facts[name] for name in WANTED} == WANTED and facts["environment"]["python"] == {"userManagedDependencies": True}
    wanted = {**WANTED, "environment": {"kind": "pip", "requirements": "numpy\n"}}
    assert caller.post("/configurations/train/versions", wanted).data["version"] == 2
    assert caller.post("/configurations/train/versions", wanted).data["version"] == 2, "nothing changed: no new version"
    assert "condaDependencies" not in caller.get("/configurations/train", version=1).data["environment"]["python"]
    assert [each["version"] for each in caller.get("/configurations/train/versions").data["items"]] == [2, 1]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"script": "../train.py"}, "script"), ({"script": ""}, "script"), ({"target": "none"}, "target"), ({"source": "none"}, "source"),
        ({"environment": {"kind": "docker"}}, "kind"), ({"environment": {"kind": "pip"}}, "requirements"),
        ({"environment": {"python": "python3"}}, "python"), ({"variables": {"TRAINSHED_METRICS": "x"}}, "variables"),
        ({"variables": {"A": "1\nB=2"}}, "variables"), ({"variables": {"#A": "1"}}, "variables"), ({"variables": {"1A": "1"}}, "variables"),
        ({"max_seconds": 0}, "max_seconds"), ({"max_seconds": -5}, "max_seconds"),
        ({"arguments": ["a\0b"]}, "arguments"), ({"name": "-"}, "name"),
    ],
)  # fmt: skip
def test_what_the_page_would_refuse_is_refused(call, contributor, wrong, field):
    answer = call(contributor).post("/configurations", WANTED | wrong)
    assert answer.status_code == 422 and field in answer.data["facts"], answer.data
    assert not ConfigurationVersion.objects.exists()


def test_a_name_is_given_once(call, contributor):
    caller = call(contributor)
    caller.post("/configurations", WANTED)
    assert "already" in caller.post("/configurations", WANTED).data["detail"]


def test_only_owners_change_the_slots_of_a_target(call, owner, contributor, target):
    assert call(contributor).patch("/targets/local", {"slots": 5}).status_code == 403
    assert call(owner).patch("/targets/local", {"slots": 5}).data["slots"] == 5
    answer = call(owner).patch("/targets/local", {"slots": 0})
    assert answer.status_code == 422 and "slots" in answer.data["facts"]
    target.refresh_from_db()
    assert target.slots == 5 and call(contributor).get("/targets").data["items"][0]["healthy"] is True


def test_experiments_and_members_are_listed(call, reader, contributor, a_run):
    a_run(), a_run()
    assert call(reader).get("/experiments").data["items"][0]["runs"] == 2
    assert call(reader).get("/experiments/digits").data["name"] == "digits"
    assert {member["username"] for member in call(reader).get("/members").data["items"]} == {"rita", "carl"}


def test_lists_cost_the_same_however_long(call, reader, a_configuration, a_run, django_assert_num_queries):
    caller = call(reader)
    for round in range(2):
        for number in range(3):
            a_configuration(f"train-{round}-{number}")
            a_run(experiment=f"digits-{round}-{number}")
        costs = {"/configurations": 3, "/configurations/train/versions": 2, "/experiments": 2, "/members": 2, "/targets": 5}
        for path, count in costs.items():
            caller.get(path)
            with django_assert_num_queries(count):
                caller.get(path)


TEXT = "# ours\nscript: train.py  # the one\nenvironment:\n  python:\n    condaDependenciesFile: conda.yml\n"


def test_a_text_is_kept_to_the_byte_with_the_files_it_names(call, contributor, target):
    caller = call(contributor)
    made = caller.post("/configurations", {"name": "train", "text": TEXT, "companions": {"conda.yml": "dependencies: [python]\n"}})
    assert made.status_code == 201
    facts = caller.get("/configurations/train").data
    assert (facts["text"], facts["companions"], facts["origin"]) == (TEXT, {"conda.yml": "dependencies: [python]\n"}, {"kind": "api"})
    assert (facts["script"], facts["target"], facts["trouble"]) == ("train.py", "local", "")


def test_a_text_that_cannot_be_read_is_refused_with_its_line(call, contributor, target):
    answer = call(contributor).post("/configurations", {"name": "train", "text": "script: train.py\narguments: [--open\n"})
    assert answer.status_code == 422 and "line" in str(answer.data).lower() and not Configuration.objects.exists()


def test_a_text_that_cannot_run_is_kept_and_says_why(call, contributor, target):
    made = call(contributor).post("/configurations", {"name": "train", "text": TEXT + "target: nowhere\n"})
    assert made.status_code == 201 and "nowhere" in made.data["trouble"] and made.data["target"] == "nowhere"


def test_a_text_is_checked_and_nothing_is_kept(call, reader, target):
    caller = call(reader)
    good = caller.post("/configurations/lint", {"text": TEXT}).data
    assert good["runs"] is True
    bad = caller.post("/configurations/lint", {"text": TEXT + "target: nowhere\n"}).data
    assert bad["runs"] is False and any(each["line"] == 6 and each["path"] == "target" for each in bad["findings"])
    broken = caller.post("/configurations/lint", {"text": "a: [\n"}).data
    assert broken["runs"] is False and broken["findings"][0]["level"] == "error"
    assert not Configuration.objects.exists()
