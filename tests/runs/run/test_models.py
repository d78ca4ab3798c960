"""Registered models on the Outputs tab."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from runs.models import Model, Output

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(a_run):
    run = a_run("Completed")
    for path in ("outputs/net.pt", "outputs/all/one", "outputs/all/two"):
        output = Output.objects.create(run=run, path=path, size=3, modified=timezone.now())
        output.file.parent.mkdir(parents=True, exist_ok=True)
        output.file.write_bytes(b"abc")
    for name, path in (("net", "outputs/net.pt"), ("folder", "outputs/all")):
        Model.objects.create(workspace=run.workspace, name=name, number=4, run=run, path=path, created=timezone.now())
    return run


def test_models_are_listed_with_a_way_to_their_files(browse, reader, run):
    page = browse(reader).get(reverse("run_outputs", args=["vision", run.key])).content.decode()
    assert reverse("run_output_file", args=["vision", run.key, "outputs/net.pt"]) in page
    assert reverse("run_outputs_archive", args=["vision", run.key]) + "?folder=outputs%2Fall" in page


@pytest.mark.django_db(transaction=True)
def test_a_model_that_is_a_folder_comes_as_a_zip(browse, reader, run):
    answer = browse(reader).get(reverse("run_outputs_archive", args=["vision", run.key]), {"folder": "outputs/all"})
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert archive.namelist() == ["outputs/all/one", "outputs/all/two"]
