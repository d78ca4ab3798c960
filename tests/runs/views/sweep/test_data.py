"""What the charts of a sweep are given: all trials once, then what changed."""

import base64
import re
from datetime import timedelta

import numpy as np
import pytest
from django.conf import settings
from django.utils import timezone

from runs.models import Run, Trial
from runs.sweeps import charts
from runs.sweeps.values import Goal, Objective
from tests import sweeps

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(browse, reader):
    """`ask(sweep)`: what a reader's browser is told; `ask(sweep, "curves", after=cursor)`."""
    browser = browse(reader)

    def get(sweep, what="data", **query):
        answer = browser.get(f"/w/vision/runs/{sweep.run.key}/sweep/{what}/", query)
        assert answer.status_code == 200
        return answer.json()

    return get


def unpacked(curve):
    return np.frombuffer(base64.b64decode(curve["values"]), "<f4")


def test_a_first_answer_has_the_sweep_and_each_of_its_trials(ask, a_sweep):
    found = ask(a_sweep(40, running=2))
    assert found["sweep"]["objectives"] == [{"metric": "accuracy", "goal": "maximize"}]
    assert [each["name"] for each in found["sweep"]["parameters"]] == ["--dropout", "--layers", "--lr", "--optimizer"]
    assert [trial["index"] for trial in found["trials"]] == list(range(40))
    assert {trial["standing"] for trial in found["trials"]} == {"completed", "failed", "stopped", "active"}
    assert found["trials"][4]["why"].startswith("stopped at interval 4")


def test_a_trial_has_its_values_in_the_order_of_the_parameters(ask, a_sweep):
    sweep = a_sweep(3)
    Trial.objects.filter(sweep=sweep, index=1).update(parameters={"--lr": 0.5, "--layers": 2})
    assert ask(sweep)["trials"][1]["values"] == [None, 2, 0.5, None]


def test_who_has_all_is_told_nothing_more(ask, a_sweep):
    sweep = a_sweep(30)
    cursor = ask(sweep)["cursor"]
    assert ask(sweep, after=cursor)["trials"] == []
    assert ask(sweep, after=cursor)["cursor"] == cursor


def test_only_what_changed_and_its_neighbours_come_again(ask, a_sweep):
    sweep = a_sweep(90, running=1)
    cursor = ask(sweep)["cursor"]
    trial = sweep.trials.get(index=89)
    sweeps.report(trial, 0.99)
    found = ask(sweep, after=cursor)
    assert [each["index"] for each in found["trials"]] == list(range(80, 90))
    assert found["trials"][-1]["scores"] == [0.99]
    trial.run.move("Failed")
    assert ask(sweep, after=found["cursor"])["trials"][-1]["standing"] == "failed"


def test_new_trials_are_told(ask, a_sweep):
    sweep = a_sweep(20)
    cursor = ask(sweep)["cursor"]
    sweeps.add(sweep, 5)
    assert [each["index"] for each in ask(sweep, after=cursor)["trials"]] == [20, 21, 22, 23, 24]


@pytest.mark.parametrize("after", ["x", "zz" * 4000, "\x00", "0" * 7])
def test_a_cursor_that_nobody_gave_out_gets_everything(ask, a_sweep, after):
    assert len(ask(a_sweep(3), after=after)["trials"]) == 3


def test_a_trial_that_waits_holds_no_slot(ask, a_sweep):
    sweep = a_sweep(2)
    waiting = sweeps.trial_of(sweep, state="Queued")
    Run.objects.filter(pk=waiting.run_id).update(started=None)
    Trial.objects.create(sweep=sweep, index=3, parameters={})
    preparing = sweeps.trial_of(sweep, state="Preparing")
    Run.objects.filter(pk=preparing.run_id).update(started=None)
    last = ask(sweep)["trials"][-3:]
    assert [each["standing"] for each in last] == ["waiting", "waiting", "active"]
    assert [each["began"] is None for each in last] == [True, True, False]


def test_curves_are_what_each_trial_reported(ask, a_sweep):
    sweep = a_sweep(3, silent=(1,))
    found = ask(sweep, "curves")["curves"]
    assert set(found) == {"0", "2"}
    assert unpacked(found["0"]) == pytest.approx(sweep.trials.get(index=0).values, rel=1e-6)


def test_curves_come_again_when_they_have_grown(ask, a_sweep):
    sweep = a_sweep(45, running=1)
    cursor = ask(sweep, "curves")["cursor"]
    assert ask(sweep, "curves", after=cursor)["curves"] == {}
    sweeps.report(sweep.trials.get(index=44), float("nan"), 0.5)
    found = ask(sweep, "curves", after=cursor)["curves"]
    assert set(found) == {str(index) for index in range(40, 45)}
    assert np.isnan(unpacked(found["44"])[-2])


def test_a_long_curve_is_thinned_out_but_keeps_its_extremes_and_its_end(ask, a_sweep):
    sweep = a_sweep(1, running=1)
    values = np.full(50_000, 0.5)
    values[[31_234, 40_000]] = [0.9, -2]
    sweeps.report(sweep.trials.get(), *values)
    curve = ask(sweep, "curves")["curves"]["0"]
    at = np.frombuffer(base64.b64decode(curve["at"]), "<u4").tolist()
    assert len(at) <= charts.MOST + 2
    kept = dict(zip(at, unpacked(curve).tolist(), strict=True))
    assert (kept[31_238], kept[40_004]) == pytest.approx((0.9, -2))
    assert at[0] == 1 and at[-1] == 50_003


def test_a_sweep_of_several_objectives_has_a_score_for_each(ask, a_sweep):
    two = (Objective("accuracy", Goal.MAXIMIZE), Objective("seconds", Goal.MINIMIZE))
    sweep = a_sweep(3, defined=sweeps.definition(3, objectives=two))
    assert [len(each["scores"]) for each in ask(sweep)["trials"]] == [2, 2, 2]


def test_importance_is_labelled_with_its_method_and_the_number_of_trials(ask, a_sweep):
    found = ask(a_sweep(60), "importance", objective=0)
    assert found["method"] == "PED-ANOVA"
    assert found["trials"] == 60 - sum(1 for index in range(60) if index % 17 == 11)
    assert {each["name"] for each in found["shares"]} == {parameter.name for parameter in sweeps.SPACE}
    assert sum(each["share"] for each in found["shares"]) == pytest.approx(1)


def test_importance_says_what_it_lacks(ask, a_sweep):
    assert ask(a_sweep(5), "importance") == {
        "method": "PED-ANOVA",
        "trials": 5,
        "shares": [],
        "missing": "Needs 10 trials that ended with a score; there are 5.",
    }


@pytest.mark.parametrize("objective", ["1", "-1", "x", "", "9" * 5000])
def test_importance_for_an_objective_that_is_not_there(browse, reader, a_sweep, objective):
    answer = browse(reader).get(f"/w/vision/runs/{a_sweep(1).run.key}/sweep/importance/", {"objective": objective})
    assert answer.status_code == 404


def test_a_run_that_is_no_sweep_has_no_such_data(browse, reader, a_run):
    run = a_run()
    assert browse(reader).get(f"/w/vision/runs/{run.key}/sweep/data/").status_code == 404
    assert browse(reader).get(f"/w/vision/runs/{run.key}/sweep/curves/").status_code == 404


def test_nobody_else_sees_it(browse, stranger, a_sweep):
    sweep = a_sweep(1)
    assert browse(stranger).get(f"/w/vision/runs/{sweep.run.key}/sweep/data/").status_code == 404
    assert browse().get(f"/w/vision/runs/{sweep.run.key}/sweep/curves/").status_code == 302


def test_it_costs_few_queries_however_many_trials(browse, reader, a_sweep, django_assert_max_num_queries):
    sweep = a_sweep(200)
    browser = browse(reader)
    Run.objects.filter(pk=sweep.pk).update(ended=timezone.now() + timedelta(1))
    with django_assert_max_num_queries(6):
        browser.get(f"/w/vision/runs/{sweep.run.key}/sweep/data/")
    with django_assert_max_num_queries(7):
        browser.get(f"/w/vision/runs/{sweep.run.key}/sweep/curves/")


def test_the_page_asks_for_all_modules_of_the_charts_at_once():
    """Each that is missing costs a round trip after the one that names it."""
    named = set(re.findall(r"js/(sweep/\w+\.js)", (settings.BASE_DIR / "templates/runs/sweep/scripts.html").read_text()))
    assert named == {f"sweep/{file.name}" for file in (settings.BASE_DIR / "static/js/sweep").glob("*.js")}
