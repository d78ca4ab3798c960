"""Programs of the shapes that the page of Azure ML v1 showed for each kind of compute target, with only the package's name changed."""

import json
import subprocess
import sys
import textwrap

import pytest

from tests.computes.channel import Channel

TRAIN = """
import os
from azureml.core.run import Run

run = Run.get_context()
os.makedirs("outputs", exist_ok=True)
for step in range(20):
    alpha = 0.05 * step
    run.log("alpha", alpha)
    run.log("mse", 3000 + 10 * (alpha - 0.4) ** 2)
    with open(f"outputs/ridge_{alpha:.2f}.pkl", "wb") as file:
        file.write(b"model")
"""
# Makes no sense of its own: proves that the conda package is there.
WITH_SKLEARN = TRAIN.replace("import os", "import os, sklearn\nprint('scikit-learn', sklearn.__version__)", 1)

LOCAL = """
    import os
    import azureml.core
    from azureml.core import Experiment, ScriptRunConfig, Workspace
    from azureml.core.runconfig import RunConfiguration

    print("SDK version:", azureml.core.VERSION)
    run_local = RunConfiguration()
    run_local.environment.python.user_managed_dependencies = True

    ws = Workspace.from_config()
    exp = Experiment(workspace=ws, name="my_experiment")
    src = ScriptRunConfig(source_directory=os.getcwd(), script="train.py", run_config=run_local)
    run = exp.submit(src)
    run.wait_for_completion(show_output=True)
"""

AMLCOMPUTE = """
    from azureml.core import Experiment, ScriptRunConfig, Workspace
    from azureml.core.compute import AmlCompute, ComputeTarget
    from azureml.core.compute_target import ComputeTargetException
    from azureml.core.conda_dependencies import CondaDependencies
    from azureml.core.runconfig import DEFAULT_CPU_IMAGE, RunConfiguration

    ws = Workspace.from_config()
    exp = Experiment(workspace=ws, name="my-experiment")
    try:
        cpu_cluster = ComputeTarget(workspace=ws, name="cpucluster")
        print("Found existing cluster, use it.")
    except ComputeTargetException:
        wanted = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=4)
        cpu_cluster = ComputeTarget.create(ws, "cpucluster", wanted)
    cpu_cluster.wait_for_completion(show_output=True)

    run_amlcompute = RunConfiguration()
    run_amlcompute.target = cpu_cluster
    run_amlcompute.environment.docker.enabled = True
    run_amlcompute.environment.docker.base_image = DEFAULT_CPU_IMAGE
    run_amlcompute.environment.python.user_managed_dependencies = False
    run_amlcompute.environment.python.conda_dependencies = CondaDependencies.create(conda_packages=["scikit-learn"])

    src = ScriptRunConfig(source_directory="./", script="train.py", run_config=run_amlcompute)
    run = exp.submit(src)
    run.wait_for_completion(show_output=True)
"""

DSVM = """
    import azureml.core
    from azureml.core.conda_dependencies import CondaDependencies
    from azureml.core.runconfig import RunConfiguration

    run_dsvm = RunConfiguration(framework="python")
    run_dsvm.target = "linuxvm"
    run_dsvm.environment.docker.enabled = True
    run_dsvm.environment.docker.base_image = azureml.core.runconfig.DEFAULT_CPU_IMAGE
    print("Base Docker image is:", run_dsvm.environment.docker.base_image)
    run_dsvm.environment.python.conda_dependencies = CondaDependencies.create(conda_packages=["scikit-learn"])
    print(run_dsvm)
    from azureml.core import Experiment, ScriptRunConfig, Workspace
    src = ScriptRunConfig(source_directory=".", script="train.py", run_config=run_dsvm)
    Experiment(Workspace.from_config(), "my-experiment").submit(src).wait_for_completion(show_output=True)
"""

HDI = """
    from azureml.core import Experiment, ScriptRunConfig, Workspace
    from azureml.core.compute import ComputeTarget
    from azureml.core.conda_dependencies import CondaDependencies
    from azureml.core.runconfig import RunConfiguration

    ws = Workspace.from_config()
    hdi_compute = ComputeTarget(workspace=ws, name="myhdi")
    run_hdi = RunConfiguration(framework="pyspark")
    run_hdi.target = hdi_compute.name
    cd = CondaDependencies()
    cd.add_conda_package("numpy")
    run_hdi.environment.python.conda_dependencies = cd
    print(run_hdi)
    src = ScriptRunConfig(source_directory=".", script="train.py", run_config=run_hdi)
    Experiment(ws, "my-experiment").submit(src).wait_for_completion(show_output=True)
"""

REGISTER = """
from computes.models import Target
from runs.models import PackageIndexes
from studio.models import Workspace
workspace = Workspace.objects.get(slug="main")
for name in {names!r}:
    Target.objects.get_or_create(workspace=workspace, name=name, defaults={{"kind": "local", "slots": 4}})
PackageIndexes.objects.update_or_create(workspace=workspace, defaults={{"conda_channels": [{channel!r}]}})
"""


@pytest.fixture(scope="module")
def targets(live_studio, tmp_path_factory):
    """The cluster and the machine by their names, on this computer, and a channel that has their packages."""
    channel = Channel(tmp_path_factory.mktemp("channel"))
    channel.add_python()
    channel.add("pip", "24.0", {"site-packages/pip/__init__.py": ""})
    channel.add("scikit-learn", "9.9", {"site-packages/sklearn/__init__.py": "__version__ = '9.9'\n"}, ("python",))
    channel.index()
    live_studio.manage("shell", "-c", REGISTER.format(names=["cpucluster", "linuxvm"], channel=channel.url))


@pytest.fixture
def program(live_studio, token, tmp_path):
    """Runs a program as its writer would, in a folder with its train.py; only the package that it imports is another."""

    def run(source: str, train: str = TRAIN, code: int = 0) -> subprocess.CompletedProcess:
        (tmp_path / "train.py").write_text(train)
        (tmp_path / "submit.py").write_text(textwrap.dedent(source).replace("azureml.", "trainshed."))
        environment = {"TRAINSHED_URL": live_studio.url, "TRAINSHED_TOKEN": token, "HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            [sys.executable, "submit.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=110, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


def test_local_runs_and_logs_what_the_page_showed(program, studio):
    said = program(LOCAL).stdout
    assert said.startswith("SDK version:") and "RunId: my_experiment_" in said and "Web View: http" in said
    assert "Execution Summary\n=================" in said
    (run,) = studio.runs(experiment="my_experiment")
    assert run.state == "Completed" and run.configuration.endswith("-train")
    metrics = run.logged()
    assert len(metrics["alpha"]) == len(metrics["mse"]) == 20 and metrics["alpha"][1] == pytest.approx(0.05)
    assert len([output for output in run.outputs() if output.path.startswith("outputs/ridge_")]) == 20


@pytest.mark.timeout(300)
def test_amlcompute_runs_on_a_target_of_its_name_with_its_conda_packages(program, studio, targets):
    said = program(AMLCOMPUTE, WITH_SKLEARN).stdout
    assert "Found existing cluster, use it." in said and "scikit-learn 9.9" in said
    run = next(iter(studio.runs(experiment="my-experiment", target="cpucluster")))
    assert run.state == "Completed" and len(run.logged()["mse"]) == 20


@pytest.mark.timeout(300)
def test_dsvm_runs_on_a_machine_of_its_name(program, studio, targets):
    said = program(DSVM, WITH_SKLEARN).stdout
    assert "Base Docker image is: mcr.microsoft.com/azureml/" in said and "scikit-learn 9.9" in said
    assert next(iter(studio.runs(experiment="my-experiment", target="linuxvm"))).state == "Completed"


def test_a_cluster_that_is_not_there_is_refused_with_the_page_to_make_it(program, live_studio):
    said = program(AMLCOMPUTE.replace("cpucluster", "missing"), code=1).stderr
    assert "ComputeTargetException: There is no compute target missing" in said and f"{live_studio.url}/w/main/computes/" in said


def test_hdinsight_that_is_not_there_is_refused_with_a_sentence(program):
    assert "ComputeTargetException: There is no compute target myhdi" in program(HDI, code=1).stderr


def test_a_run_that_fails_raises_what_v1_raised(program):
    said = program(LOCAL, "print('so far')\nraise SystemExit(3)", code=1)
    assert "so far" in said.stdout and "ActivityFailedException: Activity Failed" in said.stderr
    assert json.loads(said.stderr[said.stderr.rindex("\n{") :])["error"]["code"] == "UserError"
