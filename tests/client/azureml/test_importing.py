"""What scripts import: it is there, it is quick, and it needs nothing but Python."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.client.azureml.conftest import CLIENT

PACKAGE = CLIENT / "compat" / "azureml"
MODULES = sorted(str(path.relative_to(PACKAGE.parent).with_suffix("")).replace("/", ".") for path in PACKAGE.rglob("*.py"))
PYTHONS = [path for path in (Path.home() / ".pyenv" / "versions").glob("3.*/bin/python") if path.exists()]
# What 48 scripts of the wild import, and what notebooks and pipelines do.
IMPORTS = """
from azureml.core import Run, Workspace, Dataset, Experiment, Model, Datastore, Environment, ScriptRunConfig, Keyvault
from azureml.core import ComputeTarget, RunConfiguration, VERSION
from azureml.core.run import Run, _OfflineRun, get_run
from azureml.core.model import Model, InferenceConfig
from azureml.core.authentication import MsiAuthentication, ServicePrincipalAuthentication, InteractiveLoginAuthentication, AzureCliAuthentication
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.compute import ComputeTarget, AmlCompute, ComputeInstance
from azureml.core.compute_target import ComputeTargetException
from azureml.core.runconfig import RunConfiguration, DEFAULT_CPU_IMAGE, MpiConfiguration
from azureml.core.webservice import AciWebservice, Webservice
from azureml.data.dataset_factory import TabularDatasetFactory, FileDatasetFactory
from azureml.data.datapath import DataPath
from azureml.data.data_reference import DataReference
from azureml.data import OutputFileDatasetConfig, FileDataset, TabularDataset, DataType
from azureml.exceptions import UserErrorException, RunEnvironmentException, ComputeTargetException, WebserviceException
from azureml.interpret import ExplanationClient
from azureml.contrib.interpret.explanation.explanation_client import ExplanationClient
from azureml.widgets import RunDetails
from azureml.telemetry import set_diagnostics_collection
from azureml.train.estimator import Estimator
from azureml.train.dnn import PyTorch, TensorFlow
from azureml.train.sklearn import SKLearn
from azureml.train.automl import AutoMLConfig
from azureml.train.hyperdrive import HyperDriveConfig, BanditPolicy, RandomParameterSampling, PrimaryMetricGoal, choice, uniform
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep
import azureml.core
print(azureml.core.VERSION)
"""


def test_every_module_can_be_imported_without_any_other_package():
    lines = "\n".join(f"import {name.removesuffix('.__init__')}" for name in MODULES)
    done = subprocess.run(
        [sys.executable, "-S", "-W", "error", "-c", lines],
        env={"PYTHONPATH": f"{CLIENT}:{CLIENT / 'compat'}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("python", [sys.executable, *map(str, PYTHONS)])
def test_what_scripts_import_is_there_on_every_python(script, python):
    script.python = python
    assert script.said(IMPORTS, begin="") == "1.61.0+trainshed"


def test_importing_run_loads_nothing_that_a_script_has_to_wait_for(script):
    """Time itself depends on the machine: what is loaded does not."""
    out = script.said("import sys; print(' '.join(sys.modules))", begin="import azureml.core\nfrom azureml.core import Run\n")
    slow = {"numpy", "pandas", "urllib.request", "http.client", "ssl", "subprocess", "logging", "asyncio", "uuid", "hashlib", "tempfile"}
    assert not slow & set(out.split())
    assert len([name for name in out.split() if name.startswith("azureml")]) <= 20


@pytest.mark.parametrize(
    "use",
    [
        "from azureml.core import ScriptRunConfig; ScriptRunConfig(source_directory='.', script='train.py')",
        "from azureml.core import ComputeTarget; ComputeTarget.create(None, 'cpu', None)",
        "from azureml.core.compute import AmlCompute; AmlCompute.provisioning_configuration(vm_size='x')",
        "from azureml.train.hyperdrive import choice; choice(1, 2)",
        "from azureml.interpret import ExplanationClient; ExplanationClient.from_run(None)",
        "from azureml.core.authentication import MsiAuthentication; MsiAuthentication().get_authentication_header()",
        "from azureml.core import Model; Model.deploy()",
        "from azureml.core import Environment; Environment.from_conda_specification('x', 'y')",
        "from azureml.core import Datastore; Datastore.register_azure_blob_container()",
    ],
)
def test_what_belongs_outside_of_a_run_can_be_imported_and_names_the_way_out_when_used(script, use):
    refused = script.refused(use)
    assert refused.startswith("azureml.exceptions.NotSupportedHere: ") and len(refused.split(": ")) >= 3


def test_harmless_calls_do_nothing(script):
    out = script.said(
        """
        from azureml.telemetry import set_diagnostics_collection
        from azureml.widgets import RunDetails
        set_diagnostics_collection(send_diagnostics=True)
        RunDetails(run).show()
        """
    )
    assert out == "The run's page: http://studio/w/vision/runs/digits_1600000000_0a1b2c3d/"


def test_other_packages_of_this_name_stay_importable(script):
    other = script.folder / "site"
    (other / "azureml" / "dataprep").mkdir(parents=True)
    (other / "azureml" / "__init__.py").write_text("")
    (other / "azureml" / "dataprep" / "__init__.py").write_text("found = 'theirs'")
    begin = f"import sys; sys.path.append({str(other)!r})\n"
    assert script.said("import azureml.dataprep; print(azureml.dataprep.found)", begin=begin) == "theirs"


def test_a_thousand_calls_of_many_processes_lose_no_line(script):
    script.said(
        """
        import os
        for child in range(4):
            if os.fork() == 0:
                for number in range(250):
                    run.log('loss', number); run.log_row('row', child=child, number=number)
                os._exit(0)
        while True:
            try: os.wait()
            except ChildProcessError: break
        """
    )
    assert len(script.lines("n")) == 1000
    rows = {(line["l"]["columns"]["child"][0], line["l"]["columns"]["number"][0]) for line in script.lines("l")}
    assert rows == {(child, number) for child in range(4) for number in range(250)}
