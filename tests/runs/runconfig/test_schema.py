import re
import subprocess
import sys
from pathlib import Path

import pytest

from runs.runconfig import json_schema, support
from runs.runconfig.configuration import RunConfiguration
from runs.runconfig.shape import Shape, whole_shape


def keys(shape: Shape, path=()):
    for key, below in shape.fields.items():
        yield (*path, key)
        yield from keys(below, (*path, key))
        if below.each:
            yield from keys(below.each, (*path, key, "*"))


def test_every_key_has_a_description():
    def walk(node):
        for name, each in node.get("properties", {}).items():
            assert each.get("description", "").endswith((".", ".)")), name

    walk(json_schema())
    for section in json_schema()["$defs"].values():
        walk(section)


def test_the_schema_tells_defaults_words_and_what_is_ignored():
    properties = json_schema()["properties"]
    assert properties["nodeCount"]["default"] == 1
    assert properties["communicator"]["examples"][0] == "None"
    assert "Ignored here: it describes a cluster" in properties["amlcompute"]["description"]
    assert "Refused here: it asks to run as you" in properties["credentialPassthrough"]["description"]
    assert json_schema()["$defs"]["Python"]["properties"]["interpreterPath"]["default"] == "python"


def test_every_row_of_the_table_of_support_names_a_field():
    there = {".".join(path) for path in keys(whole_shape())}
    assert {row.path for row in support.TABLE} <= there


# runconfig-fields.md: the published schema's top level, and what the SDK wrote in either generation.
TOP_LEVEL = """
script command useAbsolutePath arguments target framework communicator autoPrepareEnvironment prepareEnvironment
maxRunDurationSeconds nodeCount priority environment history spark hdi docker tensorflow mpi pytorch paralleltask dataReferences
data datacaches outputData sourceDirectoryDataStore amlcompute batchAi containerInstance kubernetescompute
autoClusterComputeSpecification exposedPorts jobName credentialPassthrough environmentVariables applicationEndpoints cmk8sCompute
"""


@pytest.mark.parametrize("key", TOP_LEVEL.split())
def test_a_field_of_azure_ml_is_known(key):
    assert key in whole_shape().fields


def test_there_is_no_other_field_but_one_of_our_own():
    assert set(RunConfiguration().tree()) == {*TOP_LEVEL.split(), "resources"}


def test_naming_the_package_imports_nothing_heavy():
    code = "import sys, runs.runconfig; print([name for name in ('ruamel.yaml', 'pydantic') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_the_docs_name_every_field_and_every_row_of_the_table_of_support():
    page = (Path(__file__).parents[3] / "docs" / "run-configurations.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("|")]
    for row in support.TABLE:
        assert any(f"`{row.path}`" in line and row.verdict in line for line in rows), row.path
    named = {path.partition(".")[0] for line in rows for path in re.findall(r"`([\w.*]+)`", line)}
    assert set(TOP_LEVEL.split()) - named == set()
