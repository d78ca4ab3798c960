"""The page on which a sweep is defined: what it offers, what it says would come of it, and the sweep that it makes."""

import io
import sys

import pytest

from runs.models import Configuration, Run, Sweep, Trial
from tests.sweeps import definition as defined

pytestmark = pytest.mark.django_db
PAGE = "/w/vision/sweeps/new/"
SCRIPT = b"""import argparse, trainshed
parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int)
parser.add_argument("-l", "--learning-rate", type=float)
trainshed.log("val_loss", 0.1)
"""
TEXT = """sampling:
  type: random
  parameter_space:
    - {name: --lr, expression: uniform, values: [0.01, 0.1]}
    - {name: batch, expression: choice, values: [16, 32]}
primary_metric_name: accuracy
primary_metric_goal: Maximize
max_total_runs: 20
max_concurrent_runs: 2
"""


@pytest.fixture
def ready(a_snapshot, a_configuration):
    """A source with files and a configuration that fits it."""
    snapshot = a_snapshot({"train.py": SCRIPT, "conf/hd.yml": TEXT.encode(), "other.yml": b"a: 1\n"})
    version = a_configuration("train", arguments=["--epochs", "3"])
    Configuration.objects.update(source=snapshot.source)
    return snapshot, version


def filled(snapshot, version, text=TEXT, **more):
    wanted = {"source": snapshot.source.pk, "snapshot": snapshot.number, "configuration": version.configuration.pk, "version": version.pk}
    said = {"experiment": "digits", "arguments": "--epochs 3", "name": "", "submission": "once", "seed": "7", "text": text, "shown": text}
    return wanted | said | more


def drawn(browser, ready, **more) -> str:
    """What an edit changes of the page."""
    return browser.post(PAGE, filled(*ready, **more), headers={"HX-Request": "true"}).content.decode()


def test_submitting_makes_a_sweep_and_leads_to_its_page(browse, contributor, ready):
    answer = browse(contributor).post(PAGE, filled(*ready, name="wide"))
    sweep = Sweep.objects.get()
    assert answer.status_code == 302 and answer.url == f"/w/vision/runs/{sweep.run.key}/"
    assert (sweep.text, sweep.max_total, sweep.seed, sweep.run.name) == (TEXT, 20, 7, "wide")
    assert (sweep.run.purpose, sweep.run.arguments, sweep.run.submitted_by) == (Run.Purpose.SWEEP, ["--epochs", "3"], contributor.user)


def test_a_double_click_makes_one_sweep(browse, contributor, ready):
    browser = browse(contributor)
    assert browser.post(PAGE, filled(*ready)).url == browser.post(PAGE, filled(*ready)).url
    assert Sweep.objects.count() == 1


def test_an_edit_in_the_form_is_submitted_with_the_text(browse, contributor, ready):
    browse(contributor).post(PAGE, filled(*ready) | {"field:max_total_runs": "5"})
    assert Sweep.objects.get().max_total == 5 and "max_total_runs: 5" in Sweep.objects.get().text


def test_a_new_page_lacks_its_parameters_alone_and_offers_what_the_script_takes(browse, contributor, ready):
    page = browse(contributor).get(PAGE).content.decode()
    assert 'data-add-row="--learning-rate"' in page and 'data-add-row="--epochs"' not in page
    assert "primary_metric_name: val_loss\nprimary_metric_goal: Minimize" in page
    assert "parameter_space" in page and "Cannot be submitted" in page


def test_what_is_wrong_is_told_with_its_line_and_refused(browse, contributor, ready):
    browser, text = browse(contributor), TEXT.replace("[0.01, 0.1]", "[0.1, 0.01]")
    assert 'data-goto="4:' in drawn(browser, ready, text=text)
    answer = browser.post(PAGE, filled(*ready, text=text))
    assert answer.status_code == 422 and "Correct what the findings" in answer.content.decode() and not Run.objects.exists()


def test_an_argument_that_is_given_twice_is_refused(browse, contributor, ready):
    browser = browse(contributor)
    assert "--lr" in drawn(browser, ready, arguments="--lr 0.5").split("What will run")[1].split("notice tone-red")[1]
    assert browser.post(PAGE, filled(*ready, arguments="--lr 0.5")).status_code == 422 and not Run.objects.exists()


def test_the_preview_shows_the_first_trials_as_they_will_be(browse, contributor, ready):
    page = drawn(browse(contributor), ready)
    assert "python train.py --epochs 3 --lr 0." in page and "The first 10 trials" in page
    from runs.sweeps import definition, sampling

    first = sampling.points(definition.read(TEXT).definition, 1, 7)[0]
    assert f'title="{first["--lr"]}"' in page


def test_the_preview_counts_a_grid_and_what_it_costs(browse, contributor, ready, a_run, target):
    version = ready[1]
    a_run("Completed", configuration=version)
    grid = TEXT.replace("random", "grid").replace("uniform", "choice")
    page = drawn(browse(contributor), ready, text=grid)
    assert "2 parameters, 4 points" in page and "4 trials" in page and "The first 4 trials" in page
    assert "the median of one run" in page


def test_the_policy_is_tried_on_an_earlier_sweep(browse, contributor, ready, a_sweep):
    sweep = a_sweep(6, defined=defined(6))
    metric = sweep.definition["objectives"][0]["metric"]
    text = TEXT.replace("accuracy", metric) + "policy: {type: BanditPolicy, slack_factor: 0.01}\n"
    page = drawn(browse(contributor), ready, text=text)
    assert "On an earlier sweep" in page and f'value="{sweep.run.key}" selected' in page and "of their intervals" in page


def test_a_file_that_is_sent_takes_the_place_of_the_text(browse, contributor, ready):
    sent = filled(*ready) | {"look": "upload", "file": io.BytesIO(b"\xef\xbb\xbf" + TEXT.replace("20", "33").encode())}
    answer = browse(contributor).post(PAGE, sent)
    assert answer.status_code == 200 and "max_total_runs: 33" in answer.content.decode() and not Run.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 1_100_000], ids=["no text", "too large"])
def test_a_file_that_is_no_text_is_refused_and_the_text_stays(browse, contributor, ready, content):
    answer = browse(contributor).post(PAGE, filled(*ready) | {"look": "upload", "file": io.BytesIO(content)})
    assert answer.status_code == 422 and "Choose an" in answer.content.decode()
    assert "max_total_runs: 20" in answer.content.decode()


def test_a_file_of_the_snapshot_is_found_and_opened(browse, contributor, ready):
    browser = browse(contributor)
    page = browser.get(PAGE).content.decode()
    assert 'value="conf/hd.yml"' in page and "other.yml" not in page
    opened = browser.post(PAGE, filled(*ready, text="a: 1\n") | {"look": "found", "found": "conf/hd.yml"}).content.decode()
    assert "parameter_space:\n    - {name: --lr" in opened
    refused = browser.post(PAGE, filled(*ready) | {"look": "found", "found": "../../etc/passwd"})
    assert refused.status_code == 422 and "There is no ../../etc/passwd" in refused.content.decode()


def test_a_sweep_like_another_begins_with_what_that_one_said(browse, contributor, ready, a_sweep):
    sweep = a_sweep(3)
    Sweep.objects.update(text=TEXT + "# ours\n")
    page = browse(contributor).get(PAGE, {"from": sweep.run.key}).content.decode()
    assert "# ours" in page and f'value="{sweep.run.experiment}"' in page and "resume_from" not in page.split("# ours")[1][:40]


def test_a_sweep_that_goes_on_from_another_names_it(browse, contributor, ready, a_sweep):
    sweep = a_sweep(3)
    page = browse(contributor).get(PAGE, {"resume_from": sweep.run.key}).content.decode()
    assert "resume_from:" in page and page.count(sweep.run.key) >= 2
    # A list that the file shares between two keys is edited by hand alone.
    Sweep.objects.update(text=TEXT + "resume_from: &earlier [HD_1]\nnote: *earlier\n")
    page = browse(contributor).get(PAGE, {"resume_from": sweep.run.key}).content.decode()
    assert "resume_from:" in page and page.count(sweep.run.key) >= 2


def test_a_sweep_over_a_run_begins_with_what_that_run_had(browse, contributor, ready, a_run):
    run = a_run("Completed", configuration=ready[1], snapshot=ready[0], experiment="mine")
    page = browse(contributor).get(PAGE, {"from": run.key}).content.decode()
    assert 'value="mine"' in page and "parameter_space: []" in page


def test_runs_of_other_workspaces_are_not_there(browse, stranger, contributor, a_run, ready):
    run = a_run("Completed", configuration=ready[1])
    assert browse(stranger).get("/w/speech/sweeps/new/", {"from": run.key}).status_code == 404


def test_a_reader_defines_no_sweep(browse, reader, ready):
    assert browse(reader).get(PAGE).status_code == 403 and browse(reader).post(PAGE, filled(*ready)).status_code == 403


def test_without_a_source_the_page_says_what_comes_first(browse, contributor):
    assert "First, a source" in browse(contributor).get(PAGE).content.decode()


def test_a_choice_brings_the_choices_that_follow_and_no_definition(browse, contributor, ready):
    headers = {"HX-Request": "true", "HX-Target": "choices", "HX-Trigger": "choose-configuration"}
    part = browse(contributor).get(PAGE, {"source": ready[0].source.pk}, headers=headers).content.decode()
    assert 'id="choices"' in part and 'id="taken"' in part and 'id="text"' not in part


def test_the_preview_costs_few_queries(browse, contributor, ready, django_assert_max_num_queries):
    browser = browse(contributor)
    with django_assert_max_num_queries(45):
        drawn(browser, ready)


def test_trials_are_what_a_sweep_makes_not_the_page(browse, contributor, ready):
    browse(contributor).post(PAGE, filled(*ready))
    assert not Trial.objects.exists()


def test_the_way_to_it_is_where_runs_are_submitted(browse, contributor, reader, ready, a_run):
    run = a_run("Completed", configuration=ready[1])
    version = ready[1]
    pages = ["runs/", "runs/new/", f"configurations/{version.configuration_id}/", f"runs/{run.key}/"]
    links = [PAGE, PAGE, f"{PAGE}?configuration={version.configuration_id}&amp;source=", f"{PAGE}?from={run.key}"]
    for page, link in zip(pages, links, strict=True):
        assert f'href="{link}' in browse(contributor).get(f"/w/vision/{page}").content.decode()
    assert PAGE not in browse(reader).get("/w/vision/runs/").content.decode()


def test_a_sampler_that_is_not_installed_is_told_and_refused(browse, contributor, ready, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # as if it were not there
    browser, text = browse(contributor), TEXT.replace("random", "bayesian\n  sampler: gp")
    assert "torch" in drawn(browser, ready, text=text)
    assert browser.post(PAGE, filled(*ready, text=text)).status_code == 422 and not Run.objects.exists()


def test_without_a_script_a_look_brings_both_sides_together_and_leaves_a_place_for_one_more(browse, contributor, ready):
    rows = ["--lr", "uniform", "0.01, 0.1"], ["batch", "choice", "16, 32"], ["--depth", "choice", "2, 4"]
    parts = ("name", "expression", "values")
    sent = {f"field:space.{number}.{part}": words for number, row in enumerate(rows) for part, words in zip(parts, row, strict=True)}
    page = browse(contributor).post(PAGE, filled(*ready, look="1", rows="sent", **sent)).content.decode()
    assert "name: --depth" in page and 'name="field:space.3.name" value=""' in page and 'value="7"' in page
    assert "--depth 4" in page or "--depth 2" in page
    assert not Run.objects.exists()


def test_an_experiment_that_cannot_be_is_told_and_the_definition_stays(browse, contributor, ready):
    answer = browse(contributor).post(PAGE, filled(*ready, experiment="-no good", text=TEXT + "# mine\n"))
    assert answer.status_code == 422 and "starts with a letter or digit" in answer.content.decode() and "# mine" in answer.content.decode()
