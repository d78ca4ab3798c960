"""Environments by name: the same definition is the same version, and a reference finds what it means."""

import pytest
from django.core.exceptions import ValidationError

from runs import environments
from runs.environments.definition import definition
from runs.models import Environment, EnvironmentVersion

pytestmark = pytest.mark.django_db

CONDA = "name: project_environment\ndependencies:\n- python=3.8\n- pip:\n  - numpy\n"


def tree(*pip: str, **others) -> dict:
    return {"python": {"condaDependencies": {"dependencies": ["python=3.11", {"pip": list(pip)}]}}, **others}


def frozen(*pip: str, **others) -> dict:
    return definition(tree(*pip, **others), {}, {}.get)


def test_the_same_definition_is_the_same_version(workspace, owner):
    first = environments.register(workspace, "torch", frozen("torch"), owner.user)
    assert environments.register(workspace, "torch", frozen("torch"), owner.user) == first
    assert environments.register(workspace, "torch", frozen("torch", "numpy"), owner.user).number == 2
    assert environments.register(workspace, "torch", frozen("torch"), owner.user) == first


@pytest.mark.parametrize("name", ["Trainshed-Mine", "AzureML-Minimal", "azureml-x", "Microsoft-x", "a/b", "", "a:1"])
def test_reserved_and_odd_names_are_refused(workspace, owner, name):
    with pytest.raises(ValidationError):
        environments.register(workspace, name, frozen("torch"), owner.user)
    assert not Environment.objects.exists()


def test_a_reference_finds_the_newest_version_or_the_one_named(workspace, owner):
    old = environments.register(workspace, "torch", frozen("torch==1"), owner.user)
    new = environments.register(workspace, "torch", frozen("torch==2"), owner.user)
    assert environments.find(workspace, "torch") == new
    assert environments.find(workspace, "torch", "1") == old


@pytest.mark.parametrize(("name", "version", "says"), [("none", None, "no environment called none"), ("torch", "7", "no version 7")])
def test_what_is_not_there_is_a_sentence(workspace, owner, name, version, says):
    environments.register(workspace, "torch", frozen("torch"), owner.user)
    with pytest.raises(ValidationError, match=says):
        environments.find(workspace, name, version)


def test_another_workspace_finds_nothing_of_it(workspace, owner, stranger):
    environments.register(workspace, "torch", frozen("torch"), owner.user)
    with pytest.raises(ValidationError):
        environments.find(stranger.workspace, "torch")


def test_a_name_of_azure_ml_finds_what_stands_for_it(workspace):
    curated = Environment.objects.create(workspace=None, name="Trainshed-Scikit-learn")
    version = EnvironmentVersion.objects.create(environment=curated, number=1, definition=frozen("scikit-learn"), digest="d")
    assert environments.find(workspace, "AzureML-sklearn-1.0-ubuntu20.04-py38-cpu", "12") == version
    assert environments.find(workspace, "AzureML-Scikit-learn-0.20.3") == version
    with pytest.raises(ValidationError, match="nothing here stands for it"):
        environments.find(workspace, "AzureML-PyTorch-1.4-GPU")


def test_a_run_registers_what_it_brought_along_without_a_name_of_its_own(workspace, owner, a_configuration, a_snapshot):
    version = a_configuration(environment={"kind": "pip", "requirements": "numpy\n"})
    first = environments.for_run(workspace, version, a_snapshot(), owner.user)
    assert (first.environment.name, first.environment.registered) == ("train environment", False)
    assert environments.for_run(workspace, version, a_snapshot(), owner.user) == first


def test_what_a_run_brings_along_never_becomes_a_version_of_a_registered_name(workspace, owner):
    from runs.environments.registry import _unregistered

    known = environments.register(workspace, "torch", frozen("torch"), owner.user)
    assert _unregistered(workspace, "torch", frozen("torch")) == known.environment
    assert _unregistered(workspace, "torch", frozen("jax")).name == "torch (of runs)"
    assert _unregistered(workspace, "AzureML-Minimal", frozen("jax")).name == "AzureML-Minimal (of runs)"


def test_an_override_at_submit_is_found_by_name_and_version(workspace, owner, a_configuration):
    old = environments.register(workspace, "torch", frozen("torch==1"), owner.user)
    environments.register(workspace, "torch", frozen("torch==2"), owner.user)
    assert environments.for_run(workspace, a_configuration(), None, owner.user, override="torch:1") == old


def test_names_know_what_a_reference_finds(workspace, owner):
    environments.register(workspace, "torch", frozen("torch"), owner.user)
    Environment.objects.create(workspace=None, name="Trainshed-Minimal")
    known = environments.names(workspace)
    assert "torch" in known and "AzureML-Tutorial" in known and "jax" not in known


def test_a_configuration_refers_to_an_environment_and_adds_variables(workspace, owner, a_configuration, a_snapshot, a_run):
    from runs.supervisor import staging

    known = environments.register(workspace, "torch", frozen("torch", environmentVariables={"A": "theirs", "B": "theirs"}), owner.user)
    version = a_configuration(environment={"name": "torch", "version": "1", "environmentVariables": {"A": "mine"}})
    assert environments.for_run(workspace, version, a_snapshot(), owner.user) == known
    run = a_run("Preparing", configuration=version, environment=known)
    assert staging.variables(run) == {"A": "mine", "B": "theirs"}


def test_a_stand_in_is_told_as_a_hint(workspace, curated):
    from runs.configuring.knowing import known
    from runs.runconfig import Document, lint

    text = "script: train.py\nenvironment:\n  name: AzureML-Tutorial\n  version: '3'\n"
    hints = [finding.message for finding in lint(Document.read(text), known(workspace)) if finding.path == "environment.name"]
    assert hints == ["AzureML-Tutorial is Azure's own: Trainshed-Minimal stands for it here, whatever its version."]
