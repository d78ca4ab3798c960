"""Which file `--hyperdrive-configuration-name NAME` means."""

from pathlib import Path

import pytest
from trainshed.connection import StudioError
from trainshed.hdconfigs import find


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for path in ("hd.yml", ".azureml/first_hdconfig.yml", "sub/a/hdconfig.yml", "sub/b/hdconfig.yml", ".git/hdconfig.yml", "only.yaml"):
        (tmp_path / "project" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / path).write_text(path)
    (tmp_path / "here.yml").write_text("here")
    return tmp_path / "project"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("here.yml", "here"),  # a path that is there
        ("hd.yml", "hd.yml"),
        ("sub/a/hdconfig.yml", "sub/a/hdconfig.yml"),  # below the project
        ("hdconfig.yml", "sub/b/hdconfig.yml"),  # the last one whose name ends so
        ("first_hdconfig.yml", ".azureml/first_hdconfig.yml"),
        ("t_hdconfig.yml", ".azureml/first_hdconfig.yml"),
        ("only", "only.yaml"),
        ("first_hdconfig", ".azureml/first_hdconfig.yml"),
    ],
)
def test_a_name_is_a_path_or_the_end_of_a_file_s_name(project, name, found):
    assert find(project, name).read_text() == found


def test_a_path_that_is_not_there_is_no_other_file_of_that_name(project, tmp_path):
    for path in (tmp_path / "nowhere/only.yaml", "sub/hd.yml"):
        with pytest.raises(StudioError, match="no file"):
            find(project, str(path))


def test_a_name_that_nothing_ends_with_is_refused_with_the_way_out(project):
    with pytest.raises(StudioError, match=r"no file whose name ends with nothing.yml in .*: its path, or the end of its name"):
        find(project, "nothing.yml")
