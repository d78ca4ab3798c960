"""Sweeps for programs: what they are told of a sweep and its trials."""

import pytest

from runs.models import Trial
from tests import sweeps


@pytest.fixture
def sweep(a_sweep):
    return a_sweep(20, running=2, silent=(1,))


def test_a_sweep_is_told_with_its_trials_and_its_best(call, reader, sweep):
    told = call(reader).get(f"/sweeps/{sweep.run.key}").data
    assert (told["key"], told["purpose"], told["state"]) == (sweep.run.key, "sweep", "Running")
    assert told["trials"] == {"Running": 2, "Failed": 1, "Canceled": 3, "Completed": 14} and told["stopped"] == 3
    assert told["best"]["score"] == max(trial.score for trial in sweep.trials.exclude(score=None))
    assert told["objectives"] == [{"metric": "accuracy", "goal": "maximize"}] and told["seed"] == 7


def test_trials_come_in_pages_the_newest_first(call, reader, sweep):
    first = call(reader).get(f"/sweeps/{sweep.run.key}/trials", limit=15).data
    rest = call(reader).get(f"/sweeps/{sweep.run.key}/trials", limit=15, before=first["next"]).data
    assert [each["index"] for each in first["items"] + rest["items"]] == list(range(19, -1, -1)) and rest["next"] is None


def test_trials_are_chosen_by_what_became_of_them(call, reader, sweep):
    def indexes(**asked):
        return [trial["index"] for trial in call(reader).get(f"/sweeps/{sweep.run.key}/trials", **asked).data["items"]]

    assert indexes(stopped=True) == [14, 9, 4] and indexes(state="Failed") == [11] and indexes(state="Running", stopped=True) == []


def test_one_trial_tells_every_value_and_why_it_was_stopped(call, reader, sweep):
    told = call(reader).get(f"/sweeps/{sweep.run.key}/trials/4").data
    assert told["reports"] == len(told["reported"]) == 4 and "stopped at interval 4" in told["decision"]["text"]
    assert told["arguments"][0] == "--dropout" and set(told["parameters"]) == {"--dropout", "--layers", "--lr", "--optimizer"}
    assert call(reader).get(f"/sweeps/{sweep.run.key}/trials/99").status_code == 404


def test_a_value_that_is_no_number_is_told_by_its_name(call, reader, a_sweep):
    sweep = a_sweep(0)
    sweeps.report(sweeps.trial_of(sweep), 0.5, float("nan"), float("-inf"))
    assert call(reader).get(f"/sweeps/{sweep.run.key}/trials/0").data["reported"] == [0.5, "NaN", "-Infinity"]


def test_the_ranking_begins_with_the_best_and_leaves_out_those_without_a_score(call, reader, sweep):
    told = call(reader).get(f"/sweeps/{sweep.run.key}/ranking", limit=100).data
    scores = [trial["score"] for trial in told]
    assert scores == sorted(scores, reverse=True) and len(scores) == 19 and 1 not in [trial["index"] for trial in told]


def test_where_less_is_better_the_ranking_begins_with_the_least(call, reader, sweep):
    sweep.definition["objectives"][0]["goal"] = "minimize"
    sweep.save()
    scores = [trial["score"] for trial in call(reader).get(f"/sweeps/{sweep.run.key}/ranking", limit=100).data]
    assert scores == sorted(scores)


def test_a_trial_that_has_no_run_yet_waits(call, reader, a_sweep):
    sweep = a_sweep(0)
    Trial.objects.create(sweep=sweep, index=0, parameters={"--lr": 0.1}, scores=[None])
    told = call(reader).get(f"/sweeps/{sweep.run.key}/trials").data["items"][0]
    assert (told["key"], told["state"], told["score"]) == (None, "Waiting", None)
    assert call(reader).get(f"/sweeps/{sweep.run.key}").data["trials"] == {"Waiting": 1}


def test_what_each_trial_logged_is_told_together(call, reader, sweep):
    told = call(reader).get(f"/sweeps/{sweep.run.key}/metrics", limit=3).data
    assert [each["key"] for each in told["items"]] == [f"{sweep.run.key}_{index}" for index in (19, 18, 17)]


def test_sweeps_are_among_the_runs_and_have_a_list_of_their_own(call, reader, sweep):
    for path in ("/runs", "/sweeps"):
        assert [run["key"] for run in call(reader).get(path).data["items"]] == [sweep.run.key]


def test_a_sweep_is_found_in_its_workspace_alone(call, stranger, sweep, a_run):
    for path in ("", "/trials", "/trials/0", "/ranking", "/metrics"):
        assert call(stranger).get(f"/sweeps/{sweep.run.key}{path}").status_code == 404
    assert call().get(f"/sweeps/{sweep.run.key}").status_code == 401


def test_a_run_that_is_no_sweep_is_none(call, reader, a_run):
    assert call(reader).get(f"/sweeps/{a_run().key}").status_code == 404


@pytest.mark.parametrize(
    ("path", "most"), [("/sweeps", 6), ("/sweeps/{key}", 14), ("/sweeps/{key}/trials", 6), ("/sweeps/{key}/ranking", 6)]
)
def test_what_is_told_costs_as_many_queries_however_much_it_is(call, reader, sweep, a_sweep, path, most, django_assert_max_num_queries):
    for _ in range(3):
        a_sweep(2)
    caller = call(reader)
    with django_assert_max_num_queries(most):
        assert caller.get(path.format(key=sweep.run.key)).status_code == 200
