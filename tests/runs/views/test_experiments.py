import pytest

from runs.models import Experiment

pytestmark = pytest.mark.django_db
PAGE = "/w/vision/experiments/"


def test_the_experiment_that_ran_last_stands_on_top(browse, reader, a_run, workspace):
    a_run("Completed", experiment="alpha")
    a_run("Running", experiment="beta")
    a_run("Failed", experiment="alpha")
    Experiment.objects.create(workspace=workspace, name="never")
    text = browse(reader).get(PAGE).content.decode()
    assert text.index("/experiments/alpha/") < text.index("/experiments/beta/") < text.index("/experiments/never/")
    assert "Failed" in text and "Completed" not in text


def test_it_goes_on_below_the_last_one(browse, reader, a_run, monkeypatch):
    monkeypatch.setattr("runs.views.experiments.SIZE", 1)
    old, new = a_run(experiment="old"), a_run(experiment="new")
    first = browse(reader).get(PAGE).content.decode()
    assert "/experiments/new/" in first and "/experiments/old/" not in first and f"before={new.pk}" in first
    second = browse(reader).get(PAGE, {"before": new.pk}).content.decode()
    assert "/experiments/old/" in second and f"before={old.pk}" not in second


def test_it_takes_as_many_queries_for_ten_as_for_one(browse, reader, a_run, django_assert_num_queries):
    browser = browse(reader)
    for count in (1, 9):
        for number in range(count):
            a_run(experiment=f"e{count}-{number}")
        with django_assert_num_queries(6):  # session, user, member; experiments; their last runs, metrics
            browser.get(PAGE)


def test_a_stranger_sees_nothing(browse, stranger, a_run):
    a_run(experiment="digits")
    assert browse(stranger).get(PAGE).status_code == 404
    assert "digits" not in browse(stranger).get("/w/speech/experiments/").content.decode()
