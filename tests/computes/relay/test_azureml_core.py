"""Microsoft's own azureml-core 1.61, unmodified, in a script of a run."""

import subprocess
from pathlib import Path

import pytest

from computes.agent import relay

HOOK = Path(__file__).parents[3] / "client" / "relay"

SCRIPT = """
import base64
from azureml.core import Run

run = Run.get_context(allow_offline=False)
print(run.id, run.number, run.experiment.name, run.get_tags()["kept"], run.get_status())
for alpha in (0.0, 0.05):
    run.log("alpha", alpha)
run.log("epochs", 3)
run.log("verdict", "good")
run.log_list("losses", [1, 0.5, 0.25])
run.log_row("curve", x=1, y=2.0)
run.log_row("curve", x=2, y=3.0)
run.log_table("table", {"a": [1, 2], "b": ["x", "y"]})
run.log_confusion_matrix("matrix", {"schema_type": "confusion_matrix", "schema_version": "v1",
                                    "data": {"class_labels": ["no", "yes"], "matrix": [[3, 1], [0, 5]]}})
with open("dot.png", "wb") as file:
    file.write(base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="))
run.log_image("picture", path="dot.png")
run.tag("stage", "final")
run.set_tags({"gone": "soon"})
run.remove_tags(["gone"])
run.add_properties({"owner": "carl"})
with open("model.pkl", "wb") as file:
    file.write(b"weights" * 100_000)
run.upload_file("outputs/model.pkl", "model.pkl")
run.upload_file("plots/model.pkl", "model.pkl")
run.flush()
run.download_file("plots/model.pkl", "again.pkl")
assert open("again.pkl", "rb").read() == open("model.pkl", "rb").read()
print(sorted(run.get_file_names()))
metrics = run.get_metrics()
print(metrics["alpha"], metrics["epochs"], metrics["verdict"], metrics["losses"], metrics["curve"], metrics["table"])
child = run.child_run("fold 1")
child.log("loss", 0.5)
child.complete()
print([(each.id == child.id, each.get_status()) for each in run.get_children()])
model = run.register_model("diabetes", "outputs/model.pkl", tags={"kind": "ridge"})
print(model.name, model.version)
run.complete()
"""

BROKEN = """
from azureml.core import Run
run = Run.get_context()
run.log("loss", 1.5)
run.fail("the loss grows")
raise SystemExit(3)
"""


@pytest.fixture
def run_script(served, azureml_python, monkeypatch):
    def run(script: str) -> subprocess.CompletedProcess:
        variables = relay.serve(str(served.job), str(served.metrics), served.server.relay.facts)
        variables |= {"PYTHONPATH": str(HOOK), "PATH": "/usr/bin:/bin", "HOME": str(served.job / "azureml")}
        command = [str(azureml_python), "-c", script]
        return subprocess.run(command, env=variables, cwd=served.job / "code", capture_output=True, text=True, timeout=100)

    return run


def test_a_script_logs_uploads_reads_back_and_registers(served, run_script):
    ended = run_script(SCRIPT)
    assert ended.returncode == 0, ended.stderr
    said = ended.stdout.splitlines()
    assert "diabetes_1597853842_a6e1f9c2 7 diabetes from the studio Running" in said
    assert "['dot.png', 'matrix', 'outputs/model.pkl', 'plots/model.pkl']" in said
    assert "[0.0, 0.05] 3 good [1.0, 0.5, 0.25] {'x': [1, 2], 'y': [2.0, 3.0]} {'a': [1, 2], 'b': ['x', 'y']}" in said
    assert "[(True, 'Completed')]" in said
    assert "diabetes 1" in said
    assert [line["v"] for line in served.lines("n") if line["n"] == "alpha"] == [0.0, 0.05]
    assert served.lines("k")[0]["k"]["value"]["data"]["matrix"] == [[3, 1], [0, 5]]
    assert served.lines("i")[0]["i"] == {"name": "picture", "path": "dot.png"}
    assert served.lines("m")[0]["m"]["path"] == "outputs/model.pkl"
    assert [line["g"] for line in served.lines("g")][:3] == [{"tags": {"stage": "final"}}, {"tags": {"gone": "soon"}}, {"untag": ["gone"]}]
    assert (served.job / "outputs" / "model.pkl").stat().st_size == 700_000
    loss = next(line for line in served.lines("n") if line["n"] == "loss")
    assert loss["r"] == served.lines("c")[0]["c"]["id"]


def test_a_script_that_reports_its_failure_is_heard(served, run_script):
    ended = run_script(BROKEN)
    assert ended.returncode == 3
    assert served.lines("e")[0]["e"]["message"] == "the loss grows"
    assert [line["v"] for line in served.lines("n")] == [1.5]


def test_addresses_of_this_run_are_not_left_in_anybody_s_home(served, run_script):
    assert run_script("from azureml.core import Run; Run.get_context().log('x', 1)").returncode == 0
    assert (served.job / "azureml" / ".discovery").exists()
    assert not (served.job / "azureml" / ".azureml" / ".discovery").exists()


SWEPT = """
from azureml.core import Run
sweep = Run.get_context().parent
print(sweep.id, sweep.get_status(), sweep.get_tags(), sweep.get_properties()["runTemplate"])
"""


def test_a_trial_s_script_reads_its_sweep(served, run_script):
    served.server.relay.facts["parent"] = {"id": "HD_1", "tags": {"max_total_jobs": "8"}, "properties": {"runTemplate": "HyperDrive"}}
    try:
        ended = run_script(SWEPT)
    finally:
        del served.server.relay.facts["parent"]
    assert ended.returncode == 0, ended.stderr
    assert "HD_1 Running {'max_total_jobs': '8'} HyperDrive" in ended.stdout
