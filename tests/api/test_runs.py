"""Submitting, listing, cancelling and repeating runs."""

import pytest

from runs.models import Metric, Run

WANTED = {"experiment": "digits", "configuration": "train", "source": "digits"}


@pytest.fixture
def ready(a_snapshot, a_configuration):
    return a_snapshot(), a_configuration("train", arguments=["--epochs", "3"])


def test_a_run_is_submitted(call, contributor, ready):
    answer = call(contributor).post("/runs", WANTED)
    run = Run.objects.get()
    assert answer.status_code == 201
    assert (run.experiment.name, run.arguments, run.submitted_by) == ("digits", ["--epochs", "3"], contributor.user)
    facts = answer.data
    assert (facts["key"], facts["state"], facts["final"], facts["script"]) == (run.key, "NotStarted", False, "train.py")
    assert facts["page"] == f"/w/vision/runs/{run.key}/"


def test_the_same_submission_again_is_the_same_run(call, contributor, ready):
    caller = call(contributor)
    first, second = caller.post("/runs", {**WANTED, "submission": "mine"}), caller.post("/runs", {**WANTED, "submission": "mine"})
    assert first.data["key"] == second.data["key"] and Run.objects.count() == 1


def test_arguments_version_snapshot_and_name_can_be_chosen(call, contributor, ready, a_configuration, a_snapshot):
    a_configuration("train", arguments=["--newer"])
    a_snapshot({"train.py": b"print(2)"})
    chosen = {"arguments": ["--name", "two words"], "version": 1, "snapshot": 1, "name": "Tuesday"}
    facts = call(contributor).post("/runs", {**WANTED, **chosen}).data
    assert {name: facts[name] for name in chosen} == chosen


def test_resources_are_asked_for_and_told(call, contributor, ready):
    facts = call(contributor).post("/runs", {**WANTED, "resources": {"cpus": 0.5, "memory": "8g", "gpus": 1}}).data
    assert (facts["resources"], facts["gpus"]) == ({"cpus": 0.5, "memory": 8 * 2**30, "gpus": 1}, None)
    assert facts["overrides"] == {"resources": facts["resources"]}
    answer = call(contributor).post("/runs", {**WANTED, "resources": {"memory": "plenty"}})
    assert answer.status_code == 422 and "Write it like 512m or 8g" in answer.data["detail"]


def test_the_source_of_the_configuration_is_used_where_none_is_named(call, contributor, ready):
    snapshot, version = ready
    version.configuration.source = snapshot.source
    version.configuration.save()
    assert call(contributor).post("/runs", {**WANTED, "source": None}).data["source"] == "digits"


def test_no_source_at_all_is_refused_in_a_sentence(call, contributor, ready):
    answer = call(contributor).post("/runs", {**WANTED, "source": None})
    assert answer.status_code == 422 and "name a source" in answer.data["detail"]


@pytest.mark.parametrize("wrong", [{"configuration": "none"}, {"source": "none"}, {"version": 99}, {"snapshot": 99}, {"snapshot": -1}])
def test_what_is_not_there_is_not_found(call, contributor, ready, wrong):
    assert call(contributor).post("/runs", WANTED | wrong).status_code == 404 and not Run.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"), [({"experiment": "-no good"}, "starts with a letter"), ({"submission": "x" * 65}, "submission")]
)
def test_what_is_not_valid_is_refused_in_a_sentence(call, contributor, ready, wrong, sentence):
    answer = call(contributor).post("/runs", WANTED | wrong)
    assert answer.status_code == 422 and sentence in answer.data["detail"] and not Run.objects.exists()


def test_a_script_that_is_not_there_is_refused(call, contributor, ready, a_configuration):
    a_configuration("train", script="gone.py")
    assert "There is no gone.py" in call(contributor).post("/runs", WANTED).data["detail"]


def test_runs_are_listed_newest_first_in_pages_by_key(call, reader, a_run):
    keys = [a_run().key for _ in range(5)][::-1]
    caller = call(reader)
    first = caller.get("/runs", limit=2).data
    second = caller.get("/runs", limit=2, before=first["next"]).data
    last = caller.get("/runs", limit=2, before=second["next"]).data
    assert [run["key"] for page in (first, second, last) for run in page["items"]] == keys and last["next"] is None


def test_runs_are_filtered(call, contributor, a_run):
    done, mine, other = a_run("Completed"), a_run("Running", by=contributor), a_run(experiment="other")

    def keys(**query):
        return {run["key"] for run in call(contributor).get("/runs", **query).data["items"]}

    assert keys(state="Completed") == {done.key}
    assert keys(state="active") == {mine.key, other.key}
    assert keys(experiment="other") == {other.key}
    assert keys(mine="true") == {mine.key}
    assert keys(state="Nonsense") == set()


def test_a_page_of_runs_costs_the_same_however_long_it_is(call, reader, a_run, django_assert_num_queries):
    caller = call(reader)
    for count in (1, 4):
        for _ in range(count):
            a_run("Completed")
        caller.get("/runs")  # the first call of a minute also notes that the token is used
        with django_assert_num_queries(3):  # token, runs, their metrics
            caller.get("/runs")


def test_the_last_values_of_metrics_come_along(call, reader, a_run):
    run = a_run("Running")
    Metric.objects.create(run=run, name="loss", count=1, last=0.5)
    Metric.objects.create(run=run, name="odd", count=1, odd="NaN")
    for facts in (call(reader).get(f"/runs/{run.key}").data, call(reader).get("/runs").data["items"][0]):
        assert facts["metrics"] == {"loss": 0.5, "odd": "NaN"}


def test_a_cancellation_is_asked_for_once(call, contributor, a_run):
    run = a_run("Running")
    caller = call(contributor)
    first, second = caller.post(f"/runs/{run.key}/cancellation", {}), caller.post(f"/runs/{run.key}/cancellation", {})
    assert first.data == {"asked": True, "state": "CancelRequested"} and second.data == {"asked": False, "state": "CancelRequested"}
    assert first.status_code == 202


def test_a_cancellation_needs_no_body(call, contributor, a_run):
    assert call(contributor).post(f"/runs/{a_run('Running').key}/cancellation").status_code == 202


def test_a_run_is_repeated_with_what_it_ran(call, contributor, ready):
    caller = call(contributor)
    first = caller.post("/runs", {**WANTED, "arguments": ["--once"]}).data
    again = caller.post(f"/runs/{first['key']}/reruns", {"submission": "again"}).data
    assert (again["rerun_of"], again["arguments"]) == (first["key"], ["--once"])
    assert caller.post(f"/runs/{first['key']}/reruns", {"submission": "again"}).data["key"] == again["key"]


def test_the_events_of_a_run_are_told(call, reader, a_run):
    events = call(reader).get(f"/runs/{a_run('Running').key}/events").data["items"]
    assert [event["after"] for event in events] == ["Running", "Preparing", "NotStarted"]
