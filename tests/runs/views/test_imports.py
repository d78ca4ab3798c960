"""Bringing run configurations in: from files, from a zip, from a source's own folder."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runs import sourcing
from runs.configuring import importing
from runs.models import Configuration, Source
from tests.runs.views.test_configurations import IMPORT, NEW, TEXT

pytestmark = pytest.mark.django_db
CONDA = "dependencies:\n  - python=3.8\n  - pip:\n    - scikit-learn\n"
WITH_CONDA = "script: train.py\nenvironment:\n  python:\n    condaDependenciesFile: .azureml/conda_dependencies.yml\n"


def upload(browser, **files: str | bytes):
    files = {name.replace("__", "."): content for name, content in files.items()}
    sent = [SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode()) for name, content in files.items()]
    return browser.post(IMPORT, {"files": sent})


def opened(answer) -> dict:
    assert answer.status_code == 200, answer.content.decode()
    return {name: answer.context[name] for name in ("draft", "form")}


def test_a_file_opens_in_the_editor_and_nothing_is_kept(browse, contributor, target):
    found = opened(upload(browse(contributor), train__runconfig=TEXT))
    assert found["draft"].text == TEXT and found["form"]["name"].value() == "train"
    assert not Configuration.objects.exists()


def test_its_conda_file_comes_along_under_the_path_it_is_named_by(browse, contributor, target):
    found = opened(upload(browse(contributor), train__runconfig=WITH_CONDA, conda_dependencies__yml=CONDA, other__yml="x: 1"))
    assert found["draft"].companions == {".azureml/conda_dependencies.yml": CONDA}


def test_what_was_imported_says_so_for_good(browse, contributor, target):
    sent = {"name": "brought", "text": TEXT, "shown": TEXT, "came-kind": "file", "came-file": "train.runconfig", "field:script": "new.py"}
    browse(contributor).post(NEW, sent)
    assert Configuration.objects.get().latest.origin == {"kind": "file", "file": "train.runconfig"}


def test_an_export_is_imported_again(browse, contributor, a_configuration):
    a_configuration("train", text=WITH_CONDA, companions={".azureml/conda_dependencies.yml": CONDA})
    exported = browse(contributor).get(f"/w/vision/configurations/{Configuration.objects.get().pk}/file/").content
    found = opened(upload(browse(contributor), export__zip=exported))
    assert found["draft"].text == WITH_CONDA and found["draft"].companions == {".azureml/conda_dependencies.yml": CONDA}
    assert found["form"]["name"].value() == "train 2"


def test_json_is_yaml_too(browse, contributor, target):
    assert opened(upload(browse(contributor), train__json='{"script": "a.py", "environment": {}}'))["draft"].document


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "No file was chosen"),
        ({"a__yml": CONDA, "b__yml": CONDA}, "None of these files is a run configuration"),
        ({"a__runconfig": TEXT, "b__runconfig": TEXT}, "2 of these files are run configurations"),
        ({"a__runconfig": b"\xff\xfe\x00"}, "is no text in UTF-8"),
        ({"a__runconfig": "#" * 300_000}, "is larger than"),
        ({"a__zip": b"PK\x03\x04 no zip"}, "The zip cannot be read"),
    ],
)
def test_what_is_no_configuration_is_refused_with_the_reason(browse, contributor, target, files, said):
    answer = upload(browse(contributor), **files)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_text_that_cannot_be_read_opens_with_what_is_wrong(browse, contributor, target):
    found = opened(upload(browse(contributor), train__runconfig="script: [open\n"))
    assert found["draft"].text == "script: [open\n" and found["draft"].errors


def test_a_zip_bomb_is_not_unpacked(browse, contributor, target):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("train.runconfig", b"#" * 50_000_000)
    assert upload(browse(contributor), bomb__zip=packed.getvalue()).status_code == 422


@pytest.fixture
def a_project(workspace, contributor):
    """A source with a run configuration that its ignore file leaves out."""
    files = {
        ".amlignore": ".azureml\n",
        ".azureml/train.runconfig": WITH_CONDA,
        ".azureml/conda_dependencies.yml": CONDA,
        "train.py": "1\n",
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    source = Source.objects.create(workspace=workspace, name="project", kind="upload")
    sourcing.take_archive(source, packed, "project.zip", contributor.user)
    return source


def test_a_sources_own_configuration_is_found_and_opened(browse, contributor, target, a_project):
    browser = browse(contributor)
    assert ".azureml/train.runconfig" in browser.get(IMPORT, {"source": a_project.pk}).content.decode()
    found = opened(browser.get(IMPORT, {"source": a_project.pk, "file": ".azureml/train.runconfig"}))
    assert found["draft"].text == WITH_CONDA and found["draft"].companions == {".azureml/conda_dependencies.yml": CONDA}
    assert found["form"]["source"].value() == a_project.pk or found["form"]["source"].value() == a_project
    assert found["draft"].origin == {"kind": "source", "source": "project", "file": ".azureml/train.runconfig"}


def test_a_file_that_is_not_there_and_a_source_of_others_are_not_opened(browse, contributor, stranger, target, a_project):
    asked = {"source": a_project.pk, "file": "../../etc/passwd"}
    assert browse(contributor).get(IMPORT, asked).status_code == 422
    assert browse(stranger).get("/w/speech/configurations/import/", asked).status_code == 404


def test_a_damaged_zip_is_refused_in_a_sentence(browse, contributor, target):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("train.runconfig", "script: train.py\n" * 500)
    damaged = packed.getvalue().replace(packed.getvalue()[50:70], b"\xff" * 20)
    assert "The zip cannot be read" in upload(browse(contributor), bad__zip=damaged).content.decode()


def test_no_more_of_a_file_is_read_than_any_configuration_has(browse, contributor, target, monkeypatch):
    monkeypatch.setattr(importing, "MOST_SENT", 1_000)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("train.runconfig", "script: train.py\n" * 500)
    assert "The zip cannot be read" in upload(browse(contributor), long__zip=packed.getvalue()).content.decode()
