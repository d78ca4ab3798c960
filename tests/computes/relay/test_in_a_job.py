"""The relay as the agent offers it: to jobs whose environment holds the real azureml-core, and to those alone."""

import json

from tests.computes.relay.conftest import FACTS

SCRIPT = """
import os, azureml.core
from azureml.core import Run
print(azureml.core.__file__)
run = Run.get_context(allow_offline=False)
run.log("loss", 0.5)
with open("model.pkl", "wb") as file:
    file.write(b"weights")
run.upload_file("outputs/model.pkl", "model.pkl")
run.upload_file("plots/roc.txt", "model.pkl")
"""


def test_a_job_with_azureml_core_logs_and_uploads_through_the_agent(machine, azureml_python):
    status = machine.run(SCRIPT, argv=["python", "train.py"], run=FACTS, environment={"kind": "interpreter", "python": str(azureml_python)})
    log = machine.read("rank-0.log").decode()
    assert (status.code, status.left_processes) == (0, 0), log
    assert str(azureml_python.parent.parent) in log
    points = [json.loads(line) for line in machine.read("metrics.jsonl").splitlines()]
    assert [(point["n"], point["v"]) for point in points if "n" in point] == [("loss", 0.5)]
    assert machine.read("outputs/model.pkl") == machine.read("files/plots/roc.txt") == b"weights"
    assert "azureml" in machine.read("setup.log").decode()


def test_the_relay_is_gone_with_its_job(machine, azureml_python):
    import http.client
    from urllib.parse import urlsplit

    machine.run(
        "import os; print(os.environ['AZUREML_SERVICE_ENDPOINT'])",
        argv=["python", "train.py"],
        run=FACTS,
        environment={"kind": "interpreter", "python": str(azureml_python)},
    )
    place = urlsplit(machine.lines()[0])
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=5)
    try:
        connection.request("GET", "/discovery")
    except ConnectionRefusedError:
        return
    finally:
        connection.close()
    raise AssertionError("something still answers at the relay's address")


def test_a_job_without_azureml_core_has_no_relay(machine):
    machine.run("import os; print(os.environ.get('AZUREML_SERVICE_ENDPOINT'))", run=FACTS)
    assert machine.lines() == ["None"]
