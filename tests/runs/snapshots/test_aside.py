"""Run configurations that an ignore file leaves out: not among the files that run, and yet there to be imported."""

import io
import subprocess
import zipfile

import pytest

from runs.snapshots import chosen, from_archive, from_folder, from_git, from_manifest
from runs.snapshots.aside import MOST_BYTES
from runs.snapshots.blobs import small
from runs.snapshots.links import GitRules, LocalFolders

FILES = {
    ".amlignore": b".azureml\n",
    ".azureml/train.runconfig": b"script: train.py\nenvironment: {}\n",
    ".azureml/conda_dependencies.yml": b"dependencies: []\n",
    ".azureml/big.bin": b"x" * (MOST_BYTES + 1),
    "train.py": b"print(1)\n",
}
ASIDE = [".azureml/conda_dependencies.yml", ".azureml/train.runconfig"]


@pytest.fixture
def folder(tmp_path):
    for path, content in FILES.items():
        (tmp_path / "project" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / path).write_bytes(content)
    return tmp_path / "project"


def kept(store, draft) -> list[str]:
    return [entry.path for entry in store.files(store.commit(draft.tree))]


def check(store, draft) -> None:
    assert kept(store, draft) == [".amlignore", "train.py"] and sorted(draft.facts["aside"]) == ASIDE
    contents = small(store.git, draft.facts["aside"].values())
    assert {path: contents[sha] for path, sha in draft.facts["aside"].items()} == {path: FILES[path] for path in ASIDE}


def test_an_archive_brings_them(store):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in FILES.items():
            archive.writestr(path, content)
    check(store, from_archive(store, packed))


def test_a_folder_brings_them(store, folder, tmp_path):
    check(store, from_folder(store, folder, tmp_path / "index"))


def test_a_link_in_their_place_is_not_followed(store, folder, tmp_path):
    (folder / ".amlignore").write_text(".azureml\naml_config\n")
    (folder / "aml_config").symlink_to("/etc")
    (folder / ".azureml" / "secret.runconfig").symlink_to("/etc/passwd")
    check(store, from_folder(store, folder, tmp_path / "index"))


def test_a_repository_brings_them(store, folder, tmp_path):
    for command in (["init", "-q"], ["add", "-f", "."], ["-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "-m", "First"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    rules = GitRules(folders=LocalFolders((tmp_path,)))
    check(store, from_git(store, str(folder), cache=tmp_path / "cache.git", rules=rules))


def test_an_upload_by_hashes_brings_them(store):
    texts = {".amlignore": FILES[".amlignore"].decode()}
    asked = chosen([*FILES], texts)
    assert set(asked) >= {*ASIDE, "train.py"}
    manifest = {path: ("100644", store.put_blob(FILES[path])) for path in asked}
    check(store, from_manifest(store, manifest))


def test_a_sender_that_left_them_out_is_served_as_before(store):
    manifest = {path: ("100644", store.put_blob(FILES[path])) for path in (".amlignore", "train.py")}
    manifest[".azureml/train.runconfig"] = ("100644", "0" * 40)
    draft = from_manifest(store, manifest)
    assert "aside" not in draft.facts and kept(store, draft) == [".amlignore", "train.py"]


def test_what_the_snapshot_holds_is_not_kept_twice(store):
    manifest = {path: ("100644", store.put_blob(FILES[path])) for path in ("train.py", ".azureml/train.runconfig")}
    assert "aside" not in from_manifest(store, manifest).facts
