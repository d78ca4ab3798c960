"""Home: what may be run, on what, and what ran last."""

import pytest

from computes.models import Target
from runs.models import Configuration

pytestmark = pytest.mark.django_db
PAGE = "/w/vision/"


@pytest.fixture
def ready(a_snapshot, a_configuration):
    source = a_snapshot().source
    configuration = a_configuration("digits").configuration
    Configuration.objects.update(source=source)
    return source, configuration


def test_two_clicks_lead_to_a_run(browse, contributor, ready):
    source, configuration = ready
    url = f"/w/vision/runs/new/?source={source.pk}&amp;configuration={configuration.pk}"
    browser = browse(contributor)
    assert url in browser.get(PAGE).content.decode()
    assert "Submit run" in browser.get(url.replace("&amp;", "&")).content.decode()


def test_it_shows_targets_with_what_they_do(browse, reader, target, a_run):
    for state in ("Running", "Running", "Queued"):
        a_run(state)
    text = " ".join(browse(reader).get(PAGE).content.decode().split())
    assert "Reachable" in text and "<b>2</b> of 2 busy, <b>1</b> waiting" in text


@pytest.mark.parametrize(
    "health, said",
    [
        ({"cpus": 4, "memory_total": 8e9}, "4 processors, 8.0 GB memory"),
        ({"cpus": 4}, "4 processors<"),
        ({"memory_total": 8e9}, "Reachable"),
    ],
)
def test_a_machine_that_does_not_tell_all_of_itself_is_shown_with_the_rest(browse, reader, target, health, said):
    Target.objects.filter(pk=target.pk).update(health=health)
    assert said in browse(reader).get(PAGE).content.decode()


def test_it_shows_the_latest_runs_and_their_part_alone(browse, reader, a_run):
    run = a_run()
    browser = browse(reader)
    assert run.key in browser.get(PAGE).content.decode()
    part = browser.get(PAGE, headers={"HX-Request": "true", "HX-Target": "latest"}).content.decode()
    assert run.key in part and "Ready to run" not in part


def test_a_reader_is_offered_no_button(browse, reader, ready):
    text = browse(reader).get(PAGE).content.decode()
    assert "digits" in text and "/runs/new/" not in text and "/sources/new/" not in text


def test_an_empty_workspace_says_how_to_begin(browse, contributor, reader):
    assert "Add a source" in browse(contributor).get(PAGE).content.decode()
    assert "Contributors of this workspace add sources" in browse(reader).get(PAGE).content.decode()


def test_a_stranger_sees_nothing(browse, stranger, a_run):
    run = a_run()
    assert browse(stranger).get(PAGE).status_code == 404
    assert run.key not in browse(stranger).get("/w/speech/").content.decode()


def test_it_takes_as_many_queries_for_much_as_for_little(browse, reader, ready, a_run, a_configuration, django_assert_num_queries):
    browser = browse(reader)
    for count in (1, 8):
        for number in range(count):
            a_run("Running", configuration=a_configuration(f"{count} {number}"))
            Configuration.objects.update(source=ready[0])
        with django_assert_num_queries(9):  # session, user, member; runs, metrics; configurations, versions; targets, active runs
            browser.get(PAGE)


def test_what_cannot_run_is_not_offered(browse, contributor, ready, a_configuration):
    a_configuration("digits", target="elsewhere")
    assert "Nothing to run yet" in browse(contributor).get(PAGE).content.decode()
