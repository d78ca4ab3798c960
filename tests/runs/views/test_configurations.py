"""Run configurations in the browser: the form, its versions, and who may change them."""

import pytest

from runs.models import Configuration, ConfigurationVersion

pytestmark = pytest.mark.django_db
LIST, NEW = "/w/vision/configurations/", "/w/vision/configurations/new/"


@pytest.fixture
def fields(target) -> dict:
    """A form that is filled in and right."""
    text = {"name": "digits", "source": "", "script": "train.py", "arguments": "--epochs 3 --name 'two words'", "kind": "interpreter"}
    return text | {"target": target.pk, "python": "", "requirements": "", "variables": "A=1\nB=two words=2\n", "max_seconds": "1h 30m"}


def made(browser, fields) -> ConfigurationVersion:
    browser.post(NEW, fields)
    return ConfigurationVersion.objects.get()


def page(version: ConfigurationVersion, rest: str = "") -> str:
    return f"{LIST}{version.configuration_id}/{rest}"


def test_the_form_makes_the_first_version(browse, contributor, fields, target):
    version = made(browse(contributor), fields)
    assert (version.number, version.script, version.target, version.created_by) == (1, "train.py", target, contributor.user)
    assert version.arguments == ["--epochs", "3", "--name", "two words"]
    assert version.environment == {"kind": "interpreter", "python": None}
    assert version.variables == {"A": "1", "B": "two words=2"}
    assert version.max_seconds == 5400


def test_requirements_are_kept_as_text(browse, contributor, fields):
    version = made(browse(contributor), fields | {"kind": "pip", "requirements": "numpy>=2\r\nscipy\r\n\r\n", "python": "3.12"})
    assert version.environment == {"kind": "pip", "python": "3.12", "requirements": "numpy>=2\nscipy\n"}


def test_an_edit_shows_what_is_there_and_makes_the_next_version(browse, contributor, fields):
    browser = browse(contributor)
    first = made(browser, fields)
    form = browser.get(page(first, "edit/")).content.decode()
    assert "--epochs 3 --name &#x27;two words&#x27;" in form and "1h 30m" in form and "B=two words=2" in form
    browser.post(page(first, "edit/"), fields | {"arguments": "--epochs 9"})
    assert [version.number for version in first.configuration.versions.all()] == [2, 1]
    assert ConfigurationVersion.objects.get(number=1).arguments == ["--epochs", "3", "--name", "two words"]


def test_saving_without_a_change_keeps_the_version(browse, contributor, fields):
    browser = browse(contributor)
    first = made(browser, fields)
    answer = browser.post(page(first, "edit/"), fields | {"name": "renamed"}, follow=True)
    assert "it stays version 1" in answer.content.decode() and first.configuration.versions.count() == 1
    assert Configuration.objects.get().name == "renamed"


def test_old_versions_stay_to_be_read_and_run(browse, contributor, fields):
    browser = browse(contributor)
    first = made(browser, fields)
    browser.post(page(first, "edit/"), fields | {"arguments": "--epochs 9"})
    text = browser.get(page(first), {"version": 1}).content.decode()
    assert "This is version 1" in text and f"version={first.pk}" in text and "changed arguments" in text
    assert browser.get(page(first), {"version": 7}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "a/b", "letters, digits"),
        ("script", "../train.py", "inside the source"),
        ("script", "/etc/train.py", "inside the source"),
        ("script", "-c", "inside the source"),
        ("script", "a\\b.py", "inside the source"),
        ("arguments", "--name 'open", "cannot be split"),
        ("variables", "no equals", "Line 1 is not KEY=VALUE"),
        ("variables", "OK=1\n2ND=x", "Line 2 is not KEY=VALUE"),
        ("variables", "TRAINSHED_RUN_ID=1", "belongs to the studio"),
        ("max_seconds", "soon", "not a length of time"),
        ("max_seconds", "31d", "Choose between"),
        ("max_seconds", "0", "Choose between"),
        ("kind", "conda", "conda"),
        ("python", "python3", "full path"),
        ("target", "999", "valid choice"),
    ],
)
def test_what_cannot_be_meant_is_refused(browse, contributor, fields, field, value, said):
    answer = browse(contributor).post(NEW, fields | {field: value})
    assert answer.status_code == 422 and said in answer.content.decode() and not Configuration.objects.exists()


def test_requirements_must_name_something(browse, contributor, fields):
    answer = browse(contributor).post(NEW, fields | {"kind": "pip", "requirements": " \n"})
    assert "Say what to install" in answer.content.decode() and not Configuration.objects.exists()


def test_a_name_is_given_once(browse, contributor, fields):
    browser = browse(contributor)
    made(browser, fields)
    assert "There is a configuration called Digits already" in browser.post(NEW, fields | {"name": "Digits"}).content.decode()


def test_targets_and_sources_of_another_workspace_cannot_be_chosen(browse, stranger, fields, a_snapshot):
    source = a_snapshot().source
    answer = browse(stranger).post("/w/speech/configurations/new/", fields | {"source": source.pk})
    assert answer.status_code == 422 and not Configuration.objects.exists()


def test_a_configuration_goes_only_while_no_run_used_it(browse, contributor, a_configuration, a_run):
    unused, used = a_configuration("unused"), a_configuration("used")
    a_run(configuration=used)
    for version in (unused, used):
        browse(contributor).post(page(version, "removal/"))
    assert list(Configuration.objects.all()) == [used.configuration]


def test_a_reader_looks_and_changes_nothing(browse, reader, a_configuration):
    version = a_configuration()
    browser = browse(reader)
    assert browser.get(LIST).status_code == browser.get(page(version)).status_code == 200
    assert browser.get(NEW).status_code == browser.get(page(version, "edit/")).status_code == 403
    assert browser.post(page(version, "removal/")).status_code == 403
    assert "New configuration" not in browser.get(LIST).content.decode() and "Edit" not in browser.get(page(version)).content.decode()


def test_a_stranger_sees_nothing(browse, stranger, a_configuration):
    version = a_configuration()
    for url in (LIST, page(version), page(version, "edit/"), page(version).replace("vision", "speech")):
        assert browse(stranger).get(url).status_code == 404


def test_the_list_takes_as_many_queries_for_ten_as_for_one(browse, reader, a_configuration, django_assert_num_queries):
    browser = browse(reader)
    for names in (["one"], [f"more {number}" for number in range(9)]):
        for name in names:
            a_configuration(name)
        with django_assert_num_queries(5):  # session, user, member; configurations, newest versions
            browser.get(LIST)


def test_a_page_takes_as_many_queries_for_ten_versions_as_for_one(browse, reader, a_configuration, a_run, django_assert_num_queries):
    browser, version = browse(reader), a_configuration("train")
    a_run(configuration=version)
    for count in (0, 9):
        for number in range(count):
            a_run(configuration=a_configuration("train", arguments=[str(number)]))
        with django_assert_num_queries(7):  # session, user, member; configuration, versions, runs, metrics
            browser.get(page(version))
