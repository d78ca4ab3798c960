"""From a configuration and what was said at submit to the run and its job."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from computes.models import Target
from runs import submission
from runs.models import Run, Snapshot
from runs.supervisor import settling, staging

pytestmark = pytest.mark.django_db
BASE = "script: train.py\ntarget: local\nenvironment:\n  python:\n    userManagedDependencies: true\n"


@pytest.fixture
def submit(contributor, a_snapshot, a_configuration):
    """`submit("priority: 3\n", files={...}, target=...)`: the run of a configuration with these lines more."""

    def act(more="", text=None, files=None, companions=None, facts=None, **said) -> Run:
        snapshot = a_snapshot(files)
        if facts:
            Snapshot.objects.filter(pk=snapshot.pk).update(facts=facts)
            snapshot.refresh_from_db()
        version = a_configuration("train", text=text or BASE + more, companions=companions or {})
        return submission.submit(contributor, "digits", snapshot, version, uuid4().hex, **said)

    return act


@pytest.fixture
def other(workspace):
    return Target.objects.create(workspace=workspace, name="other", kind="local")


def refusal(submit, *arguments, **said) -> str:
    with pytest.raises(ValidationError) as refused:
        submit(*arguments, **said)
    assert not Run.objects.exists()
    return " ".join(refused.value.messages)


def test_what_is_said_at_submit_goes_before_the_configuration_and_is_kept(submit, other):
    run = submit(files={"train.py": b"", "other.py": b""}, script="other.py", arguments=["-x"], target=other, priority=5, tags={"a": "b"})
    assert run.overrides == {"script": "other.py", "arguments": ["-x"], "target": "other", "priority": 5}
    assert (run.script, run.arguments, run.target, run.priority, run.tags) == ("other.py", ["-x"], other, 5, {"a": "b"})
    assert staging.job_of(run).argv == ["python", "other.py", "-x"]


def test_what_says_the_same_as_the_configuration_is_no_override(submit, target):
    assert submit(script="train.py", arguments=[], target=target).overrides == {}


def test_a_rerun_is_said_the_same_again(submit, contributor, other):
    run = submit(files={"train.py": b"", "other.py": b""}, script="other.py", target=other, priority=2, tags={"a": "b"}, name="first")
    again = submission.rerun(contributor, run, "again")
    for fact in ("script", "target", "priority", "overrides", "name", "environment", "rerun_of"):
        assert getattr(again, fact) == (run if fact == "rerun_of" else getattr(run, fact)), fact


def test_the_job_name_is_what_a_run_is_called_unless_it_is_named(submit):
    assert str(submit("jobName: nightly\n")) == "nightly"
    assert str(submit("jobName: nightly\n", name="mine")) == "mine"


def test_priority_orders_the_queue(submit):
    runs = [submit("priority: 1\n"), submit(), submit(priority=9)]
    assert list(Run.objects.waiting()) == [runs[2], runs[0], runs[1]]


def test_variables_of_the_run_win_over_those_of_its_environment(submit):
    text = BASE + "  environmentVariables: {A: theirs, B: theirs}\nenvironmentVariables: {A: ours}\n"
    variables = staging.job_of(submit(text=text)).variables
    assert variables["A"] == "ours" and variables["B"] == "theirs" and "AZUREML_RUN_ID" not in variables


def test_a_command_line_is_the_shells(submit):
    run = submit(text=BASE.replace("script: train.py", "command: python train.py && echo done"))
    assert staging.job_of(run).argv == ["/bin/sh", "-c", "python train.py && echo done"]


def test_the_longest_duration_is_the_jobs(submit):
    assert staging.job_of(submit("maxRunDurationSeconds: 90\n")).max_seconds == 90


def test_outputs_are_left_where_they_are_if_the_configuration_says_so(submit):
    class Workdir:
        def outputs(self, job):
            raise AssertionError("nobody asked for its outputs")

    class Fence:
        def write(self):
            from contextlib import nullcontext

            return nullcontext()

    run = submit("history:\n  outputCollection: false\n")
    settling.collect(run, Workdir(), Fence())
    assert not run.outputs.exists()


def test_git_facts_become_the_properties_that_azure_ml_wrote(submit):
    run = submit(facts={"repository": "https://example.org/a.git", "branch": "main", "commit": "abc", "dirty": True})
    assert run.properties["azureml.git.repository_uri"] == run.properties["mlflow.source.git.repoURL"] == "https://example.org/a.git"
    assert (run.properties["azureml.git.branch"], run.properties["azureml.git.commit"], run.properties["azureml.git.dirty"]) == (
        "main",
        "abc",
        "True",
    )
    assert run.properties["ContentSnapshotId"] == run.snapshot.commit


def test_a_clean_folder_has_no_dirty_property(submit):
    assert "azureml.git.dirty" not in submit(facts={"commit": "abc", "dirty": False}).properties


def test_a_run_that_wants_no_snapshot_names_none(submit):
    assert "ContentSnapshotId" not in submit("history:\n  snapshotProject: false\n").properties


def test_the_environment_is_frozen_with_the_run(submit):
    conda = "dependencies:\n  - python=3.11\n  - pip:\n    - numpy\n"
    text = "script: train.py\nenvironment:\n  name: mine\n  python:\n    condaDependenciesFile: conda.yml\n"
    run = submit(text=text, companions={"conda.yml": conda})
    assert run.environment.definition["python"]["condaDependencies"]["dependencies"] == ["python=3.11", {"pip": ["numpy"]}]
    assert staging.job_of(run).environment["kind"] == "pip"


def test_a_conda_file_of_the_source_is_read_from_the_snapshot(submit):
    text = "script: train.py\nenvironment:\n  python:\n    condaDependenciesFile: env/conda.yml\n"
    run = submit(text=text, files={"train.py": b"", "env/conda.yml": b"dependencies: [python, {pip: [scipy]}]\n"})
    assert run.environment.definition["python"]["condaDependencies"]["dependencies"][-1] == {"pip": ["scipy"]}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("nodeCount: 4\n", "4"),
        ("credentialPassthrough: true\n", "credentialPassthrough"),
        ("environmentVariables: {TRAINSHED_RUN_ID: x}\n", "TRAINSHED"),
        ("nodeCount: several\n", "several"),
    ],
)
def test_what_cannot_be_honoured_is_refused_with_the_reason(submit, more, said):
    assert said in refusal(submit, more)


def test_a_script_that_is_not_there_is_named_once(submit):
    assert refusal(submit, script="gone.py").count("gone.py") == 1


def test_a_target_that_nobody_knows_needs_another_said_at_submit(submit, other):
    elsewhere = BASE.replace("local", "gpu-cluster")
    assert "There is no compute target gpu-cluster" in refusal(submit, text=elsewhere)
    assert submit(text=elsewhere, target=other).target == other


def test_a_target_that_came_later_is_found_by_its_name(submit, workspace, a_configuration):
    elsewhere = BASE.replace("local", "gpu-cluster")
    a_configuration("train", text=elsewhere)
    added = Target.objects.create(workspace=workspace, name="gpu-cluster", kind="local")
    assert submit(text=elsewhere).target == added


def test_a_conda_file_that_is_missing_is_named(submit):
    assert "env/gone.yml" in refusal(submit, text="script: train.py\nenvironment:\n  python:\n    condaDependenciesFile: env/gone.yml\n")


def test_an_environment_that_nobody_registered_is_named(submit):
    assert "train-env" in refusal(submit, environment="train-env")


@pytest.mark.parametrize("tags", [{"": "x"}, {"x" * 300: ""}, {"a": "x" * 2000}, {f"t{n}": "" for n in range(101)}])
def test_tags_that_no_run_can_have_are_refused_before_there_is_a_run(submit, tags):
    assert "tag" in refusal(submit, files={"train.py": b""}, tags=tags)
