"""Texts that can be kept and cannot run: every page and every call still answers, and says why."""

import pytest

from runs.models import Configuration
from runs.runconfig import CondaFile, Document, Known, RunconfigError, lint

pytestmark = pytest.mark.django_db
NEW = "/w/vision/configurations/new/"
ODD = [
    "script: [a]",
    "script: train.py\nenvironment: 5",
    "script: train.py\nenvironment: [a]",
    "script: train.py\nenvironment: {python: 3.6}",
    "script: train.py\nenvironment: {name: [x]}",
    "script: train.py\nenvironment: {python: {condaDependencies: [1]}}",
    "script: train.py\nenvironment: {python: {condaDependenciesFile: [1]}}",
    "script: train.py\ntarget: {a: b}",
]


@pytest.mark.parametrize("text", ODD)
def test_an_odd_configuration_breaks_no_page_and_no_call_and_is_not_run(browse, call, contributor, target, a_snapshot, text):
    source = a_snapshot({"train.py": b""}).source
    browser, caller = browse(contributor), call(contributor)
    assert browser.post(NEW, {"name": "odd", "source": "", "text": f"{text}\n", "shown": f"{text}\n"}).status_code in (302, 422)
    if Configuration.objects.exists():
        pk = Configuration.objects.get().pk
        for page in ("configurations/", f"configurations/{pk}/", f"configurations/{pk}/edit/", f"runs/new/?configuration={pk}"):
            assert browser.get(f"/w/vision/{page}").status_code == 200, page
        for path in ("/configurations", "/configurations/odd"):
            assert caller.get(path).status_code == 200, path
        assert caller.post("/runs", {"experiment": "e", "configuration": "odd", "source": source.name}).status_code == 422


@pytest.mark.parametrize(
    "said", [{"environment": "x\0y"}, {"environment": "none:²"}, {"environment": "none:" + "9" * 30}, {"script": "a\0b"}]
)
def test_odd_words_at_submit_are_refused_in_a_sentence(call, contributor, a_snapshot, a_configuration, said):
    source = a_snapshot({"train.py": b""}).source
    a_configuration("train")
    answer = call(contributor).post("/runs", {"experiment": "e", "configuration": "train", "source": source.name, **said})
    assert answer.status_code == 422 and answer.data["detail"]


def test_an_environment_is_found_by_no_number_that_is_none(workspace, contributor):
    from django.core.exceptions import ValidationError

    from runs import environments

    environments.register(workspace, "mine", {"python": {"userManagedDependencies": True}}, contributor.user)
    for version in ("²", "9" * 30, "-1", "x"):
        with pytest.raises(ValidationError, match="has no version"):
            environments.find(workspace, "mine", version)


def test_the_linter_answers_where_a_reference_fits_no_cast():
    assert lint(Document.read("environment: {name: [x]}\n"), Known())


def test_conda_dependencies_that_are_a_list_are_refused():
    with pytest.raises(RunconfigError, match="map"):
        CondaFile.of([1])
