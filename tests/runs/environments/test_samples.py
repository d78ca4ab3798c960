"""Every environment that others published can be frozen and asked for, or is refused with a sentence."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from runs.environments.conda import read
from runs.environments.definition import definition, digest, key
from runs.environments.form import form
from runs.environments.requirements import RequirementsError, inline, sort_out
from runs.environments.section import of_document
from runs.models import Environment, EnvironmentVersion
from runs.runconfig import Document, RunconfigError
from tests.runs.runconfig import samples

FLAT = "__"  # in a sample's file name it was a slash


def _reader(file: Path):
    """Reads what lies beside a sample, or among the conda files of its repository, as from the top of its project."""
    folders = [file.parent, samples.SAMPLES / "conda_dependencies" / file.parent.name]

    def text_of(path: str) -> str | None:
        places = [folder / name for folder in folders for name in (path, path.replace("/", FLAT), Path(path).name)]
        return next((place.read_text() for place in places if place.is_file()), None)

    return text_of


@pytest.mark.django_db
def test_each_sample_is_frozen_and_asked_for(workspace):
    frozen, refused = 0, []
    for file in samples.runconfigs():
        text_of = _reader(file)
        try:
            tree = of_document(Document.read(file.read_text()), text_of)
            made = definition(tree, {}, text_of)
        except (RunconfigError, ValidationError) as refusal:
            refused.append(str(refusal))
            continue
        assert definition(made, {}, lambda path: None) == made
        version = EnvironmentVersion(environment=Environment(name="x"), number=1, definition=made, digest=digest(made), key=key(made))
        assert form(version, workspace)["kind"] in ("interpreter", "pip", "conda")
        frozen += 1
    assert frozen > 40, refused


def test_each_conda_file_is_read():
    for file in samples.conda_files():
        read(file.read_text())


@given(st.lists(st.text(max_size=60), max_size=8))
def test_whatever_stands_in_a_requirement_it_is_sorted_or_refused(lines):
    try:
        sort_out(inline(lines, lambda path: None).lines)
    except RequirementsError as refusal:
        assert str(refusal)
