"""The submit page: what it offers, what it says would run, and the run that comes of it."""

import pytest

from runs import fetching
from runs.models import Configuration, Fetch, Run

pytestmark = pytest.mark.django_db
PAGE = "/w/vision/runs/new/"


@pytest.fixture
def ready(a_snapshot, a_configuration):
    """A source with files and a configuration that fits it."""
    snapshot = a_snapshot({"train.py": b"print(1)\n"})
    version = a_configuration("train", arguments=["--epochs", "3"])
    Configuration.objects.update(source=snapshot.source)
    return snapshot, version


def filled(snapshot, version, **more):
    wanted = {"source": snapshot.source.pk, "snapshot": snapshot.number, "configuration": version.configuration.pk, "version": version.pk}
    return wanted | {"experiment": "digits", "arguments": "--epochs 3", "name": "", "submission": "once"} | more


def test_submitting_makes_a_run_and_leads_to_its_page(browse, contributor, ready):
    answer = browse(contributor).post(PAGE, filled(*ready))
    run = Run.objects.get()
    assert answer.status_code == 302 and answer.url == f"/w/vision/runs/{run.key}/"
    assert (run.experiment.name, run.arguments, run.submitted_by) == ("digits", ["--epochs", "3"], contributor.user)


def test_a_double_click_makes_one_run(browse, contributor, ready):
    browser = browse(contributor)
    first, second = browser.post(PAGE, filled(*ready)), browser.post(PAGE, filled(*ready))
    assert Run.objects.count() == 1 and first.url == second.url


def test_the_page_is_prefilled_from_its_address(browse, contributor, ready):
    snapshot, _ = ready
    page = browse(contributor).get(PAGE, {"source": snapshot.source.pk, "experiment": "sweep"}).content.decode()
    assert 'value="sweep"' in page and "python train.py --epochs 3" in page and "Submit run" in page


def test_what_was_submitted_last_is_offered_first(browse, contributor, ready, a_run, a_configuration):
    other = a_configuration("other", arguments=["--other"])
    a_run(by=contributor, configuration=other, experiment="mine")
    page = browse(contributor).get(PAGE).content.decode()
    assert "python train.py --other" in page and 'value="mine"' in page


def test_a_script_that_is_not_there_is_told_before_and_refused_after(browse, contributor, ready, a_configuration):
    snapshot, _ = ready
    version = a_configuration("train", script="gone.py")
    page = browse(contributor).get(PAGE, {"source": snapshot.source.pk}).content.decode()
    assert "There is no gone.py" in page and "disabled" in page
    answer = browse(contributor).post(PAGE, filled(snapshot, version))
    assert answer.status_code == 200 and "There is no gone.py" in answer.content.decode() and not Run.objects.exists()


def test_an_unreachable_target_is_told_before(browse, contributor, ready, target):
    target.silent("The machine does not answer.")
    assert "The machine does not answer." in browse(contributor).get(PAGE).content.decode()


def test_an_invalid_experiment_name_is_refused(browse, contributor, ready):
    answer = browse(contributor).post(PAGE, filled(*ready, experiment="-no good"))
    assert "starts with a letter or digit" in answer.content.decode() and not Run.objects.exists()


def test_arguments_of_one_run_leave_the_configuration_as_it_is(browse, contributor, ready):
    browse(contributor).post(PAGE, filled(*ready, arguments="--name 'two words'"))
    assert Run.objects.get().arguments == ["--name", "two words"]
    assert ready[1].arguments == ["--epochs", "3"]


def test_arguments_that_cannot_be_split_are_refused(browse, contributor, ready):
    answer = browse(contributor).post(PAGE, filled(*ready, arguments="--name 'open"))
    assert "cannot be split" in answer.content.decode() and not Run.objects.exists()


def test_the_version_that_was_shown_is_the_one_that_runs(browse, contributor, ready, a_configuration):
    newer = a_configuration("train", arguments=["--epochs", "99"])
    browse(contributor).post(PAGE, filled(*ready))
    assert Run.objects.get().configuration == ready[1] != newer


def test_another_configuration_brings_its_own_arguments_and_experiment(browse, contributor, ready, a_configuration):
    other = a_configuration("other", arguments=["--other"])
    parameters = filled(*ready, configuration=other.configuration.pk, experiment="train")
    page = browse(contributor).get(
        PAGE, parameters, headers={"HX-Request": "true", "HX-Target": "choices", "HX-Trigger": "choose-configuration"}
    )
    text = page.content.decode()
    assert "python train.py --other" in text and 'value="other"' in text and "<html" not in text


def test_another_source_brings_the_configuration_that_goes_with_it(browse, contributor, ready, a_snapshot, a_configuration):
    moons = a_snapshot(source="moons")
    suggested = a_configuration("moons", arguments=["--moons"])
    Configuration.objects.filter(pk=suggested.configuration.pk).update(source=moons.source)
    page = browse(contributor).get(
        PAGE, filled(*ready, source=moons.source.pk), headers={"HX-Request": "true", "HX-Target": "choices", "HX-Trigger": "choose-source"}
    )
    assert "python train.py --moons" in page.content.decode()


def test_a_full_target_says_how_many_wait(browse, contributor, ready, a_run):
    for state in ("Running", "Running", "Queued"):
        a_run(state)
    page = browse(contributor).get(PAGE).content.decode()
    assert "none of 2 slots free" in page and "1 waiting before it" in page


def test_an_empty_workspace_is_told_what_comes_first(browse, contributor):
    assert "First, a source" in browse(contributor).get(PAGE).content.decode()


@pytest.mark.parametrize("rubbish", ["abc", "-1", "9" * 30, "²", "1 OR 1=1", ""])
def test_rubbish_in_the_address_finds_nothing_and_breaks_nothing(browse, contributor, ready, rubbish):
    answer = browse(contributor).get(PAGE, dict.fromkeys(["source", "snapshot", "configuration", "version", "fetch"], rubbish))
    assert answer.status_code == 200


def test_what_another_workspace_has_cannot_be_chosen(browse, stranger, ready):
    snapshot, version = ready
    answer = browse(stranger).get("/w/speech/runs/new/", filled(snapshot, version))
    assert "train.py" not in answer.content.decode()
    browse(stranger).post("/w/speech/runs/new/", filled(snapshot, version))
    assert not Run.objects.exists()


def test_a_reader_cannot_submit(browse, reader, ready):
    assert browse(reader).get(PAGE).status_code == 403
    assert browse(reader).post(PAGE, filled(*ready)).status_code == 403
    assert not Run.objects.exists()


def test_a_stranger_sees_nothing(browse, stranger, ready):
    assert browse(stranger).get(PAGE).status_code == 404


def test_nobody_is_sent_to_sign_in(browse):
    assert browse().get(PAGE).url.startswith("/sign-in/")


def test_an_old_version_is_run_from_its_page(browse, contributor, ready, a_configuration):
    _, old = ready
    a_configuration("train", arguments=["--epochs", "99"])
    page = browse(contributor).get(PAGE, {"configuration": old.configuration.pk, "version": old.pk}).content.decode()
    assert "python train.py --epochs 3" in page and f'name="version" value="{old.pk}"' in page


def test_only_the_newest_snapshots_are_listed_and_any_may_be_chosen(browse, contributor, ready, a_snapshot, monkeypatch):
    monkeypatch.setattr("runs.forms.submit.SNAPSHOTS_OFFERED", 1)
    first, version = ready
    second, third = a_snapshot({"train.py": b"2"}), a_snapshot({"train.py": b"3"})
    page = browse(contributor).get(PAGE, filled(first, version)).content.decode()
    offered = page.partition('name="snapshot"')[2].partition("</select>")[0]
    assert [f'<option value="{each.number}"' in offered for each in (first, second, third)] == [True, False, True]
    browse(contributor).post(PAGE, filled(second, version))
    assert Run.objects.get().snapshot == second


def test_fetching_another_branch_comes_back_to_choose_its_snapshot(browse, contributor, ready, a_repository, a_link):
    browser, source = browse(contributor), a_link(a_repository)
    answer = browser.post(PAGE + "fetches/", {"source": source.pk, "ref": "main", "experiment": "mine"})
    assert "Fetching main of linked" in browser.get(answer.url).content.decode() and "experiment=mine" in answer.url
    fetch = Fetch.objects.get()
    asking = {"HX-Request": "true", "HX-Target": "choices", "HX-Trigger": "choose-fetch"}
    assert browser.get(answer.url, headers=asking).status_code == 204
    fetching.carry_out(fetch.pk)
    page = browser.get(answer.url, headers=asking).content.decode()
    assert '<option value="1" selected>' in page and "main · " in page and "Submit run" in page


def test_a_fetch_that_fails_says_why_beside_its_field(browse, contributor, ready, a_repository, a_link):
    browser, source = browse(contributor), a_link(a_repository)
    answer = browser.post(PAGE + "fetches/", {"source": source.pk, "ref": "gone"})
    fetching.carry_out(Fetch.objects.get().pk)
    assert "gone" in browser.get(answer.url).content.decode()


def test_a_reader_fetches_nothing_and_an_upload_has_nothing_to_fetch(browse, reader, contributor, ready, a_repository, a_link):
    source = a_link(a_repository)
    assert browse(reader).post(PAGE + "fetches/", {"source": source.pk}).status_code == 403
    assert browse(contributor).post(PAGE + "fetches/", {"source": ready[0].source.pk}).status_code == 404
    assert not Fetch.objects.exists()
