"""A trial's own page: which trial it is of which sweep, and why it ended."""

import pytest

from runs.models import Run, Trial

pytestmark = pytest.mark.django_db


def test_it_names_its_sweep_its_number_and_its_neighbours(browse, reader, a_sweep):
    sweep = a_sweep(3)
    text = page(browse(reader), sweep, 1)
    assert f"/runs/{sweep.run.key}/" in text and "Trial 1" in text
    assert f'id="trial-previous" href="/w/vision/runs/{sweep.run.key}_0/"' in text
    assert f'id="trial-next" href="/w/vision/runs/{sweep.run.key}_2/"' in text
    assert 'id="trial-previous"' not in page(browse(reader), sweep, 0) and 'id="trial-next"' not in page(browse(reader), sweep, 2)


def test_it_shows_the_parameters_and_the_best_that_it_reported(browse, reader, a_sweep):
    sweep = a_sweep(3)
    trial = sweep.trials.get(index=0)
    text = page(browse(reader), sweep, 0)
    assert "--optimizer" in text and trial.parameters["--optimizer"] in text and f"{trial.score:.5g}" in text and "12 times" in text


def test_it_says_why_the_policy_stopped_it(browse, reader, a_sweep):
    sweep = a_sweep(5)
    assert sweep.trials.get(index=4).decision["text"] in page(browse(reader), sweep, 4)


def test_it_says_that_it_never_reported_the_metric(browse, reader, a_sweep):
    sweep = a_sweep(2, silent=(0,))
    assert "It never reported accuracy" in page(browse(reader), sweep, 0)
    assert "It never reported" not in page(browse(reader), sweep, 1)


def test_an_earlier_attempt_leads_to_the_newest(browse, reader, a_sweep):
    sweep = a_sweep(2)
    trial = sweep.trials.select_related("run").get(index=1)
    old = trial.run
    newer = Run.objects.get(pk=old.pk)
    newer.pk, newer.key, newer.submission, newer.number = None, f"{old.key}_2", f"{old.submission}2", old.number + 100
    newer.save()
    Trial.objects.filter(pk=trial.pk).update(run=newer, attempt=2)
    text = page(browse(reader), sweep, 1)
    assert "This is an earlier attempt" in text and f"/runs/{newer.key}/" in text
    assert "This is an earlier attempt" not in browse(reader).get(f"/w/vision/runs/{newer.key}/").content.decode()


def test_every_tab_of_it_is_there(browse, contributor, a_sweep):
    sweep = a_sweep(1)
    for tab in ("metrics/", "logs/", "outputs/", "code/", "configuration/", "events/", "header/"):
        answer = browse(contributor).get(f"/w/vision/runs/{sweep.run.key}_0/{tab}")
        assert answer.status_code == 200 and "trial 0 of" in answer.content.decode(), tab


def page(browser, sweep, index) -> str:
    return " ".join(browser.get(f"/w/vision/runs/{sweep.run.key}_{index}/").content.decode().split())
