"""The page of a sweep: what it says of its budget, its best trial and its search, whatever came of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from runs.models import Run, Sweep
from runs.sweeps.values import Goal, Objective, Parameter, Policy, Sampling
from tests.sweeps import definition, trial_of

pytestmark = pytest.mark.django_db


def test_it_says_how_far_the_sweep_is_and_what_it_looks_for(browse, reader, a_sweep):
    sweep = a_sweep(20, running=2)
    text = words(browse(reader), sweep)
    assert "18 of 20 trials over" in text and "2 running" in text and "1 failed" in text and "stopped by the policy" in text
    assert "Maximize accuracy" in text and "Random, seed 7" in text and "Bandit, slack factor 0.2, every interval" in text
    assert "loguniform(-9.0, -2.0)" in text and "0.0001234 to 0.1353" in text
    assert f'data-sweep="{sweep.run.key}"' in text and f"sweep:{sweep.run.key}" in text


def test_the_best_trial_is_there_with_its_parameters_and_its_acts(browse, reader, contributor, a_sweep):
    sweep = a_sweep(20)
    sweep.refresh_from_db()
    best = sweep.trials.get(run=sweep.best_id)
    text = words(browse(reader), sweep)
    assert f"/runs/{best.run.key}/" in text and best.parameters["--optimizer"] in text
    assert "Run the best again" not in text and "Pause" not in text
    text = words(browse(contributor), sweep)
    assert f"/runs/{best.run.key}/reruns/" in text and f"/runs/{best.run.key}/kept/" in text and "Pause" in text


def test_a_trial_that_never_reported_is_said_so(browse, reader, a_sweep):
    sweep = a_sweep(6, silent=(0, 2))
    text = words(browse(reader), sweep)
    assert "2 trials</a> ended without ever reporting accuracy" in text and text.count("Never reported accuracy") == 2


def test_a_sweep_without_trials_says_so(browse, reader, a_sweep):
    text = words(browse(reader), a_sweep())
    assert "No trials yet" in text and "No trial has reported accuracy yet" in text
    text = words(browse(reader), a_sweep(state="Canceled", experiment="other"))
    assert "No trial was made" in text and "there is no best one" in text


def test_it_says_what_the_trials_wait_for(browse, reader, a_sweep):
    sweep = a_sweep()
    trial = trial_of(sweep, state="Queued")
    Run.objects.filter(pk=trial.run_id).update(reason="local is paused: its disk is changed.")
    assert "Its trials wait: local is paused: its disk is changed." in words(browse(reader), sweep)


def test_the_end_is_estimated_at_the_pace_of_what_runs(browse, reader, a_sweep):
    sweep = a_sweep(8, running=2, defined=definition(20))
    now = timezone.now()
    ended = [trial.run_id for trial in sweep.trials.all()][:6]
    Run.objects.filter(pk__in=ended).update(started=now - timedelta(minutes=30), ended=now - timedelta(minutes=20))
    Run.objects.filter(parent=sweep.run, state="Running").update(started=now)
    assert "14 trials, about 1h 0" in words(browse(reader), sweep) or "14 trials, about 1h 1" in words(browse(reader), sweep)
    Sweep.objects.update(paused=True)
    assert "14 trials, paused" in words(browse(reader), sweep)


def test_a_time_limit_is_the_latest_end(browse, reader, a_sweep):
    sweep = a_sweep(defined=definition(4))
    Sweep.objects.update(deadline=sweep.run.started + timedelta(hours=3))
    text = words(browse(reader), sweep)
    assert "of 3h 00m" in text and "4 trials, about 2h 5" in text


def test_a_grid_is_never_larger_than_its_combinations(browse, reader, a_sweep):
    grid = (Parameter("a", "choice", (1, 2)), Parameter("b", "choice", (1, 2, 3)))
    sweep = a_sweep(defined=definition(50, space=grid, sampling=Sampling("grid"), policy=Policy()))
    text = words(browse(reader), sweep)
    assert "0 of 6 trials over" in text and "Grid, every combination once" in text and "None: every trial runs to its end" in text


def test_several_objectives_and_conditions_are_told(browse, reader, a_sweep):
    both = (Objective("accuracy", Goal.MAXIMIZE), Objective("size", Goal.MINIMIZE))
    text = words(browse(reader), a_sweep(5, defined=definition(5, objectives=both)))
    assert "Maximize accuracy" in text and "Minimize size" in text


def test_names_are_text_and_nothing_else(browse, reader, a_sweep):
    odd = (Parameter("<img src=x>", "choice", ("<script>alert(1)</script>", "b")),)
    text = words(browse(reader), a_sweep(5, defined=definition(5, space=odd, objectives=(Objective("<b>loss</b>", Goal.MINIMIZE),))))
    assert "<img src=x" not in text and "<script>alert" not in text and "<b>loss" not in text


def test_its_definition_is_a_tab_and_a_file(browse, reader, a_sweep):
    sweep = a_sweep(2)
    browser = browse(reader)
    text = browser.get(page(sweep, "sweep/definition/")).content.decode()
    assert "primary_metric_name: accuracy" in text and "expression: loguniform" in text
    file = browser.get(page(sweep, "sweep/definition/"), {"format": "yml"})
    assert "attachment" in file["Content-Disposition"] and b"parameter_space:" in file.content
    assert "Definition" not in browser.get(page(sweep.trials.get(index=0))).content.decode().split("</nav>")[-2]


def test_every_tab_has_the_sweeps_head(browse, contributor, a_sweep):
    sweep = a_sweep(3)
    for tab in ("", "metrics/", "logs/", "code/", "configuration/", "events/", "header/"):
        answer = browse(contributor).get(page(sweep, tab))
        assert answer.status_code == 200 and "Trials at a time" in answer.content.decode(), tab


def test_a_page_of_forty_trials_takes_as_many_queries_as_one_of_four(browse, reader, a_sweep):
    few, many = a_sweep(4), a_sweep(40, experiment="other")
    browser = browse(reader)
    browser.get(page(few))
    assert queries(browser, few) == queries(browser, many)


def test_a_stranger_sees_nothing(browse, stranger, a_sweep):
    sweep = a_sweep(2)
    for path in ("", "sweep/trials/", "sweep/definition/"):
        assert browse(stranger).get(page(sweep, path)).status_code == 404


def test_what_is_no_sweep_has_none_of_its_pages(browse, contributor, a_run):
    run = a_run()
    for path in ("sweep/trials/", "sweep/definition/", "sweep/concurrency/", "kept/"):
        assert browse(contributor).get(f"/w/vision/runs/{run.key}/{path}").status_code == 404


def page(of, path=""):
    return f"/w/vision/runs/{of.run.key}/{path}"


def words(browser, sweep) -> str:
    answer = browser.get(page(sweep))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def queries(browser, sweep) -> int:
    with CaptureQueriesContext(connection) as captured:
        browser.get(page(sweep))
    return len(captured)
