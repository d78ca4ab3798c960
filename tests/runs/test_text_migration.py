"""Versions from before run configurations were text keep saying what they said."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from runs.runconfig import Document

TARGETS = ("computes", "0002_initial")  # as they were then
BEFORE, AFTER = [("runs", "0009_data_of_runs"), TARGETS], [("runs", "0010_configurations_as_text"), TARGETS]


@pytest.fixture
def migrated(transactional_db):
    """`migrated(environment, ...)`: versions with these columns, one after the other, as they are after the migration."""

    def act(*rows: dict) -> list:
        old = MigrationExecutor(connection)
        old.migrate(BEFORE)
        models = old.loader.project_state(BEFORE).apps
        workspace = models.get_model("studio", "Workspace").objects.create(name="Old", slug="old")
        target = models.get_model("computes", "Target").objects.create(workspace=workspace, name="gpu", kind="local")
        configuration = models.get_model("runs", "Configuration").objects.create(workspace=workspace, name="train")
        for number, row in enumerate(rows, start=1):
            fields = {"script": "train.py", "target": target, "configuration": configuration, "number": number} | row
            models.get_model("runs", "ConfigurationVersion").objects.create(**fields)
        new = MigrationExecutor(connection)
        new.migrate(AFTER)
        versions = new.loader.project_state(AFTER).apps.get_model("runs", "ConfigurationVersion")
        return list(versions.objects.order_by("number"))

    yield act
    latest = MigrationExecutor(connection)
    latest.migrate([node for node in latest.loader.graph.leaf_nodes() if node[0] in ("runs", "computes")])


def test_an_interpreter_becomes_an_environment_that_somebody_manages(migrated):
    rows = [{"environment": {"kind": "interpreter", "python": "/opt/python"}}, {"environment": {"kind": "interpreter", "python": ""}}]
    own, default = (Document.read(each.text).configuration.environment.python for each in migrated(*rows))
    assert own.user_managed_dependencies and own.interpreter_path == "/opt/python"
    assert default.user_managed_dependencies and default.interpreter_path == "python"


def test_requirements_become_a_conda_file_written_out(migrated):
    requirements = "--index-url https://example.org/simple\n# why\nnumpy>=2\n"
    rows = [{"environment": {"kind": "pip", "requirements": requirements, "python": python}} for python in ("3.12", "/opt/python", None)]
    found = [Document.read(each.text).configuration.environment.tree()["python"] for each in migrated(*rows)]
    pip = {"pip": ["--index-url https://example.org/simple", "numpy>=2"]}
    assert [each["condaDependencies"]["dependencies"] for each in found] == [["python=3.12", pip], ["python", pip], ["python", pip]]
    assert [each.get("baseInterpreter") for each in found] == [None, "/opt/python", None]


def test_everything_else_is_said_too_and_who_wrote_what_first(migrated):
    rows = [
        {"arguments": ["--a", "1"], "variables": {"A": "x=1"}, "max_seconds": 90},
        {"arguments": ["--a", "2"], "variables": {"A": "x=1"}},
    ]
    first, second = migrated(*rows)
    said = Document.read(first.text).configuration
    assert (said.script, said.arguments, said.target, said.max_run_duration_seconds) == ("train.py", ["--a", "1"], "gpu", 90)
    assert said.environment.environment_variables == {"A": "x=1"} and first.target_name == "gpu"
    assert second.origins["arguments"] == 2 and second.origins["script"] == 1 and second.origin == {"kind": "form"}
