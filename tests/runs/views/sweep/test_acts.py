"""What people do with a sweep on its page: who may, what is said, and that a refusal is said too."""

import pytest

from runs.models import Configuration, Run, Sweep
from tests.sweeps import definition, trial_of

pytestmark = pytest.mark.django_db
FORMS = ["concurrency/", "extension/", "retries/"]


@pytest.fixture
def sweep(a_sweep):
    return a_sweep(6, running=2, defined=definition(6, max_concurrent_runs=3))


def test_it_is_paused_and_goes_on(browse, contributor, sweep):
    browser = browse(contributor)
    assert "It starts no further trials" in follow(browser, sweep, "pause/")
    assert "Resume" in browser.get(overview(sweep)).content.decode()
    assert "is paused already" in follow(browser, sweep, "pause/")
    assert "It goes on." in follow(browser, sweep, "resumption/")
    assert not Sweep.objects.get().paused and {"paused", "resumed"} <= kinds(sweep)


def test_the_number_of_trials_at_a_time_is_changed_while_it_runs(browse, contributor, sweep):
    browser = browse(contributor)
    assert 'value="3"' in browser.get(page(sweep, "concurrency/")).content.decode()
    assert "5 trials at a time from now on." in follow(browser, sweep, "concurrency/", trials=5)
    assert Sweep.objects.get().max_concurrent == 5
    assert browser.post(page(sweep, "concurrency/"), {"trials": 0}).status_code == 422


def test_it_is_extended_by_trials(browse, contributor, sweep):
    assert "It is extended." in follow(browse(contributor), sweep, "extension/", trials=4)
    assert Sweep.objects.get().max_total == 10


def test_its_space_is_made_larger_in_the_words_of_the_definition(browse, contributor, sweep):
    browser = browse(contributor)
    text = browser.get(page(sweep, "extension/")).context["form"].initial["space"]
    assert "values: [adam, sgd, rmsprop]" in text and "minutes" not in browser.get(page(sweep, "extension/")).content.decode()
    assert "It is extended." in follow(browser, sweep, "extension/", space=text.replace("rmsprop]", "rmsprop, lion]"))
    assert next(each for each in Sweep.objects.get().space if each["name"] == "--optimizer")["values"][-1] == "lion"


@pytest.mark.parametrize(
    "space",
    ["parameter_space: [", "parameter_space: nonsense", "5", "parameter_space:\n- name: --lr\n  expression: uniform\n  values: [2, 1]"],
)
def test_a_space_that_cannot_be_is_refused_at_the_field(browse, contributor, sweep, space):
    answer = browse(contributor).post(page(sweep, "extension/"), {"space": space})
    assert answer.status_code == 422 and answer.context["form"].errors and space.splitlines()[0] in answer.content.decode()
    assert len(Sweep.objects.get().space) == 4


def test_an_extension_by_nothing_is_refused(browse, contributor, sweep):
    text = browse(contributor).get(page(sweep, "extension/")).context["form"].initial["space"]
    answer = browse(contributor).post(page(sweep, "extension/"), {"space": text.replace("\n", "\r\n")})
    assert answer.status_code == 422 and "Say by how many trials" in answer.content.decode()


def test_trials_that_failed_are_tried_again(browse, contributor, sweep):
    trial_of(sweep, state="Failed")
    assert "They are tried again." in follow(browse(contributor), sweep, "retries/", which="failed")
    answer = browse(contributor).post(page(sweep, "retries/"), {"which": "nonsense"})
    assert answer.status_code == 422


def test_what_cannot_be_tried_again_is_refused_with_a_sentence(browse, contributor, a_sweep):
    answer = browse(contributor).post(page(a_sweep(), "retries/"), {"which": "failed"})
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


def test_it_is_stopped_after_a_question(browse, contributor, sweep):
    browser = browse(contributor)
    assert "Stop this sweep?" in browser.get(overview(sweep)).content.decode()
    browser.post(f"/w/vision/runs/{sweep.run.key}/cancellation/")
    assert Run.objects.get(pk=sweep.pk).state == "CancelRequested"
    text = browser.get(overview(sweep)).content.decode()
    assert "Stopping" in text and 'id="pause-button"' not in text


def test_the_best_is_kept_as_a_run_configuration(browse, contributor, sweep):
    trial = sweep.trials.get(index=0)
    browser = browse(contributor)
    place = f"/w/vision/runs/{trial.run.key}/kept/"
    assert trial.run.configuration.configuration.name in browser.get(place).content.decode()
    answer = browser.post(place, {"name": "best-net"}, follow=True)
    assert "Kept as" in answer.content.decode() and "best-net" in answer.content.decode()
    assert trial.parameters["--optimizer"] in Configuration.objects.get(name="best-net").latest.arguments
    assert browser.post(place, {"name": "../x"}).status_code == 422


def test_the_best_is_run_again_by_itself(browse, contributor, sweep):
    best = sweep.trials.get(index=0).run
    answer = browse(contributor).post(f"/w/vision/runs/{best.key}/reruns/", {"submission": "once"}, follow=True)
    again = Run.objects.submitted().exclude(pk=sweep.pk).get()
    assert again.key in answer.redirect_chain[-1][0] and again.arguments == best.arguments and again.parent is None


def test_a_reader_does_none_of_it(browse, reader, sweep):
    browser = browse(reader)
    for path in ("pause/", "resumption/", *FORMS):
        assert browser.post(page(sweep, path), {"trials": 1, "which": "failed"}).status_code == 403
    for path in FORMS:
        assert browser.get(page(sweep, path)).status_code == 403
    assert browser.get(f"/w/vision/runs/{sweep.trials.get(index=0).run.key}/kept/").status_code == 403
    text = browser.get(overview(sweep)).content.decode()
    assert "Pause" not in text and "Extend" not in text and "Stop this sweep" not in text


def test_a_stranger_finds_none_of_it(browse, stranger, sweep):
    for path in ("pause/", *FORMS):
        assert browse(stranger).post(page(sweep, path)).status_code == 404


def overview(sweep):
    return f"/w/vision/runs/{sweep.run.key}/"


def page(sweep, path=""):
    return f"/w/vision/runs/{sweep.run.key}/sweep/{path}"


def follow(browser, sweep, path, **data) -> str:
    """What the page that one comes to says."""
    return browser.post(page(sweep, path), data, follow=True).content.decode()


def kinds(sweep) -> set[str]:
    return set(sweep.run.events.values_list("kind", flat=True))
