"""One call from a folder's files and a run configuration's text to a run."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from trainshed.trees import tree_hash

from runs.models import Configuration, Snapshot, Source

TEXT = "script: train.py\narguments: [--epochs, 3]\ntarget: local\nenvironment:\n  python:\n    userManagedDependencies: true\n"
FILES = {"train.py": b"print('hello')\n", "lib/model.py": b"x = 1\n"}


@pytest.fixture(autouse=True)
def _target(target):
    return target


def manifest(files=FILES) -> dict:
    hashes = {path: hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() for path, content in files.items()}
    return {
        "tree": tree_hash({path: ("100644", sha) for path, sha in hashes.items()}),
        "files": {path: {"sha": sha} for path, sha in hashes.items()},
    }


def wanted(files=FILES, **more) -> dict:
    return {"experiment": "digits", "source": "project", "configuration": "local", "runconfig": TEXT, "snapshot": manifest(files)} | more


@pytest.fixture
def sent(call, contributor):
    """A caller whose studio holds the contents of FILES."""
    caller = call(contributor)
    caller.post("/sources", {"name": "project"})
    blobs = {entry["sha"]: SimpleUploadedFile("x", FILES[path]) for path, entry in manifest()["files"].items()}
    assert caller.post("/sources/project/blobs", **blobs).status_code == 200
    return caller


def test_a_folder_and_a_text_become_a_run(sent):
    answer = sent.post("/submissions", wanted(tags={"team": "blue"}, name="first"))
    assert answer.status_code == 201, answer.data
    run = answer.data
    assert (run["script"], run["arguments"], run["target"]) == ("train.py", ["--epochs", "3"], "local")
    assert (run["source"], run["snapshot"], run["configuration"], run["version"]) == ("project", 1, "project-local", 1)
    assert run["tags"] == {"team": "blue"} and run["name"] == "first"
    kept = Configuration.objects.get(name="project-local")
    assert kept.latest.text == TEXT and kept.source.name == "project"
    assert kept.latest.origin == {"kind": "file", "file": "local", "source": "project"}


def test_files_that_the_studio_has_are_named_by_their_tree_alone(sent):
    sent.post("/submissions", wanted())
    again = sent.post("/submissions", wanted(snapshot={"tree": manifest()["tree"]}))
    assert again.status_code == 201 and again.data["snapshot"] == 1 and Snapshot.objects.count() == 1


def test_files_that_it_has_not_are_asked_for_with_409(call, contributor, sent):
    answer = call(contributor).post("/submissions", wanted(snapshot={"tree": "0" * 40}))
    assert answer.status_code == 409, answer.data
    assert "send those it lacks" in answer.data["detail"]
    assert call(contributor).post("/submissions", wanted(source="new", snapshot={"tree": "0" * 40})).status_code == 409
    assert Source.objects.filter(name="new", kind="upload").exists()


def test_a_tree_of_another_source_is_not_taken(sent):
    sent.post("/submissions", wanted())
    assert sent.post("/submissions", wanted(source="other", snapshot={"tree": manifest()["tree"]})).status_code == 409


def test_a_tree_of_another_workspace_is_not_taken(call, stranger, sent):
    sent.post("/submissions", wanted())
    assert call(stranger).post("/submissions", wanted(snapshot={"tree": manifest()["tree"]})).status_code == 409


def test_the_same_tree_with_other_facts_of_git_is_the_next_snapshot(sent):
    sent.post("/submissions", wanted())
    git = {"repository": "", "branch": "trial", "commit": "a" * 40, "dirty": False}
    answer = sent.post("/submissions", wanted(snapshot={"tree": manifest()["tree"], "git": git}))
    assert answer.data["snapshot"] == 2 and answer.data["commit"] == "a" * 8


def test_a_script_takes_the_place_of_script_and_arguments(sent):
    run = sent.post("/submissions", wanted(script="lib/model.py")).data
    assert (run["script"], run["arguments"], run["version"]) == ("lib/model.py", [], 1)
    run = sent.post("/submissions", wanted(script="lib/model.py", arguments=["a b"])).data
    assert run["arguments"] == ["a b"] and run["version"] == 1


def test_a_changed_text_is_the_next_version_and_an_unchanged_one_is_not(sent):
    sent.post("/submissions", wanted())
    assert sent.post("/submissions", wanted()).data["version"] == 1
    assert sent.post("/submissions", wanted(runconfig=TEXT + "# said more\n")).data["version"] == 2


def test_a_configuration_of_the_studio_is_found_by_its_name(sent, a_configuration):
    a_configuration("known", script="train.py")
    run = sent.post("/submissions", wanted(configuration="known", runconfig=None)).data
    assert run["configuration"] == "known" and run["snapshot"] == 1


def test_a_conda_file_takes_the_place_of_the_text_s_own(sent):
    text = "script: train.py\ntarget: local\nenvironment:\n  python:\n    condaDependenciesFile: .azureml/conda.yml\n"
    conda = "dependencies:\n- python\n- pip:\n  - numpy\n"
    run = sent.post("/submissions", wanted(runconfig=text, companions={".azureml/conda.yml": "dependencies: [python]\n"}))
    assert run.status_code == 201, run.data
    assert sent.post("/submissions", wanted(runconfig=text, conda=conda)).status_code == 201
    latest = Configuration.objects.get(name="project-local").latest
    assert latest.companions == {"conda_dependencies.yml": conda} and "conda_dependencies.yml" in latest.text


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        ({"target": "nowhere"}, 404, "no compute target nowhere"), ({"runconfig": "a: [1\n"}, 422, "local"),
        ({"runconfig": TEXT.replace("local", "cpucluster")}, 422, "no compute target cpucluster"),
        ({"script": "missing.py"}, 422, "no missing.py"), ({"configuration": "nothing", "runconfig": None}, 404, "configuration nothing"),
        ({"experiment": "-"}, 422, "letter or digit"), ({"source": "-"}, 422, "name starts"), ({"source": "linked"}, 422, "linked repository"),
        ({"snapshot": 7}, 404, "snapshot 7"), ({"snapshot": None, "source": None}, 422, "no files"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_refused_with_a_sentence(sent, workspace, more, status, sentence):
    Source.objects.create(workspace=workspace, name="linked", kind="git", git_url="https://git.invalid/x")
    answer = sent.post("/submissions", wanted(**more))
    assert answer.status_code == status and sentence in answer.data["detail"], answer.data
    assert not Configuration.objects.exists(), "nothing is kept of what was refused"


def test_a_reader_submits_nothing(call, reader, sent):
    assert call(reader).post("/submissions", wanted()).status_code == 403


def test_the_same_submission_is_one_run(sent):
    first, second = (sent.post("/submissions", wanted(submission="once")).data["key"] for _ in range(2))
    assert first == second


def test_two_sources_with_a_local_of_their_own_do_not_meet(sent, a_configuration):
    a_configuration("project-local")  # somebody else's, of no source
    assert sent.post("/submissions", wanted()).data["configuration"] == "project-local-2"
    assert sent.post("/submissions", wanted()).data["configuration"] == "project-local-2"


def test_what_is_passed_over_here_is_told(sent):
    told = sent.post("/submissions", wanted(runconfig=TEXT + "unknown: 1\n")).data["warnings"]
    assert len(told) == 1 and told[0].startswith("7:1: ") and "unknown" in told[0]
