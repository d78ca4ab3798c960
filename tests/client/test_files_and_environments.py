"""`trainshed runconfig`, `environment` and `datastore` against a whole studio."""

import json
from pathlib import Path

import pytest

from tests.computes.data.s3 import S3

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".azureml").mkdir()
    (tmp_path / ".azureml/good.runconfig").write_text(
        "script: train.py # kept\ntarget: local\nenvironment: {python: {userManagedDependencies: true}}\n"
    )
    return tmp_path


def test_findings_are_told_with_their_place_and_end_the_command_with_1(type_in, project):
    type_in("runconfig", "validate", "good")
    (project / ".azureml/bad.runconfig").write_text("script: train.py\ntarget: local\nframework: Pythn\nenvironment: {}\nunknown: 1\n")
    answer = type_in("runconfig", "validate", code=1)
    assert ".azureml/bad.runconfig:3:" in answer.stdout and "error: " in answer.stdout and "warning: " in answer.stdout
    told = json.loads(type_in("runconfig", "validate", "bad", "-o", "json", code=1).stdout)
    assert {"error", "warning"} <= {finding["level"] for finding in told}


def test_a_text_that_is_no_yaml_has_its_line(type_in, project):
    (project / ".azureml/torn.runconfig").write_text("script: train.py\narguments: [1\n")
    assert "torn.runconfig:3:1: error:" in type_in("runconfig", "validate", "torn", code=1).stdout


def test_a_missing_conda_file_is_a_finding(type_in, project):
    (project / ".azureml/lost.runconfig").write_text("environment: {python: {condaDependenciesFile: lost.yml}}\n")
    assert "names lost.yml" in type_in("runconfig", "validate", "lost", code=1).stdout
    assert "There are: good" in type_in("runconfig", "validate", "other", code=1).stdout


def test_what_is_imported_comes_back_as_it_was_written(type_in, project):
    text = (project / ".azureml/good.runconfig").read_text()
    assert type_in("runconfig", "import", "good", "--name", "kept").stdout == "kept v1\n"
    assert type_in("runconfig", "import", "good", "--name", "kept").stdout == "kept v1\n"
    assert type_in("runconfig", "export", "kept").stdout == text
    type_in("runconfig", "export", "kept", "-d", "elsewhere")
    assert (project / "elsewhere/.azureml/kept.runconfig").read_text() == text
    assert "already" in type_in("runconfig", "export", "kept", "-d", "elsewhere", code=1).stderr


def test_what_azure_attached_is_taken_whole(type_in, project, tmp_path):
    attached = SAMPLES / "folder-attach/myproject"
    told = type_in("runconfig", "import", "--path", str(attached), "local", "--name", "attached", "-o", "json")
    assert json.loads(told.stdout)["target"] == "local"
    type_in("runconfig", "export", "attached", "-d", "back")
    assert (tmp_path / "back/.azureml/conda_dependencies.yml").read_text() == (attached / ".azureml/conda_dependencies.yml").read_text()


def test_an_environment_is_scaffolded_registered_and_downloaded(type_in, tmp_path):
    assert "environment register -d mine" in type_in("environment", "scaffold", "-n", "mine", "-d", "mine").stdout
    assert "mine" in type_in("environment", "register", "-d", "mine").stdout
    assert json.loads(type_in("environment", "register", "-d", "mine", "-o", "json").stdout)["version"] == 1
    (tmp_path / "mine/conda_dependencies.yml").write_text("dependencies:\n- python\n- pip:\n  - numpy==2.0\n")
    assert json.loads(type_in("environment", "register", "-d", "mine", "-o", "json").stdout)["version"] == 2
    assert "numpy==2.0" in type_in("environment", "show", "-n", "mine").stdout
    assert "numpy==2.0" not in type_in("environment", "show", "-n", "mine", "-v", "1").stdout
    type_in("environment", "download", "-n", "mine", "-d", "back")
    assert json.loads(type_in("environment", "register", "-d", "back", "-o", "json").stdout)["version"] == 2
    assert "there already" in type_in("environment", "download", "-n", "mine", "-d", "back", code=1).stderr
    type_in("environment", "download", "-n", "mine", "-d", "back", "--overwrite")
    assert "mine" in type_in("environment", "list").stdout


def test_environments_of_single_files_need_a_name(type_in, tmp_path):
    (tmp_path / "requirements.txt").write_text("numpy\n")
    assert "Say what to call it" in type_in("environment", "register", "--requirements", "requirements.txt", code=2).stderr
    assert "numpy" in type_in("environment", "register", "--requirements", "requirements.txt", "-n", "single").stdout
    assert "Say what it is" in type_in("environment", "register", code=2).stderr
    assert "no environment" in type_in("environment", "show", "nothing", code=1).stderr


def test_datastores_are_attached_shown_and_forgotten(type_in, tmp_path):
    type_in("datastore", "attach", "-n", "disk", str(tmp_path / "data"))
    (tmp_path / "secret").write_text("hush\n")
    shown = type_in("datastore", "attach", "-n", "bucket", "s3://bucket/data", "--option", "key=me", "--option", "secret=@secret")
    assert "s3://bucket/data" in shown.stdout and "hush" not in shown.stdout
    assert "disk" in type_in("datastore", "list").stdout and "hush" not in type_in("datastore", "list", "-o", "json").stdout
    type_in("datastore", "set-default", "-n", "bucket")
    assert "bucket" in type_in("datastore", "show-default", "--query", "name", "-o", "tsv").stdout
    assert "is forgotten" in type_in("datastore", "detach", "-n", "disk").stdout
    assert "no datastore disk" in type_in("datastore", "show", "disk", code=1).stderr
    (tmp_path / "points.json").write_text(json.dumps({**json.loads(type_in("dataset", "register", "--show-template").stdout)}))
    assert "no datastore" in type_in("dataset", "register", "-f", "points.json", code=1).stderr.lower()
    place = {"datastoreName": "bucket", "relativePath": "points"}
    said = {"datasetType": "File", "parameters": {"path": [place]}, "registration": {"name": "points"}, "schemaVersion": 1}
    (tmp_path / "points.json").write_text(json.dumps(said))
    assert "points" in type_in("dataset", "register", "-f", "points.json").stdout
    assert "bucket:points" in type_in("dataset", "list").stdout
    assert json.loads(type_in("dataset", "show", "-n", "points", "-v", "latest", "-o", "json").stdout)["version"] == 1
    assert "storage of Azure" in type_in("datastore", "attach-blob", "-n", "blob", "-a", "account", "-c", "container", code=1).stderr


@pytest.fixture(scope="module")
def bucket():
    server = S3()
    server.reset()
    yield server
    server.server.stop()


def test_files_go_to_remote_storage_and_come_back(type_in, bucket, tmp_path):
    options = [word for name, value in bucket.options.items() for word in ("--option", f"{name}={value}")]
    type_in("datastore", "attach", "-n", "team", "s3://team/vision", *options)
    for name, text in {"a.txt": "1", "deep/b.txt": "2"}.items():
        (tmp_path / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "files" / name).write_text(text)
    assert "2 files stored" in type_in("datastore", "upload", "-n", "team", "-p", "files", "-u", "raw", "--hide-progress").stdout
    assert bucket.objects() == {"vision/raw/a.txt": b"1", "vision/raw/deep/b.txt": b"2"}
    (tmp_path / "files/a.txt").write_text("3")
    assert "2 were there and stay" in type_in("datastore", "upload", "-n", "team", "-p", "files", "-u", "raw").stdout
    type_in("datastore", "upload", "-n", "team", "-p", "files/a.txt", "-u", "raw", "--overwrite")
    assert "2 files saved" in type_in("datastore", "download", "-n", "team", "-d", "back", "-p", "raw").stdout
    assert (tmp_path / "back/raw/a.txt").read_text() == "3" and (tmp_path / "back/raw/deep/b.txt").read_text() == "2"
    assert "0 files saved" in type_in("datastore", "download", "-n", "team", "-d", "back", "-p", "raw").stdout
