"""A script that logs everything that Azure ML's Run can log, while the worker that stores it is killed again and again."""

import time

from tests.faults.test_kills import back_again, kill

SCRIPT = """
import os, time
from azureml.core import Run

run = Run.get_context()
child = run.child_run("fold")
for n in range(10**9):
    run.log_row("curve", x=n, square=n * n)
    run.log_list("list", [n, n])
    run.log("phase", f"step {n}")
    run.log("loss", 1 / (n + 1))
    child.log("loss", n)
    child.log_row("rows", n=n)
    run.tag("step", str(n))
    if n >= 50 and os.path.exists(os.environ["GATE"]):
        break
    time.sleep(0.01)
run.log_confusion_matrix("matrix", {"schema_type": "confusion_matrix", "schema_version": "v1",
                                    "data": {"class_labels": ["a", "b"], "matrix": [[n, 1], [2, 3]]}})
os.makedirs("outputs", exist_ok=True)
open("outputs/net.pt", "w").write("weights")
open("plot.png", "wb").write(b"\\x89PNG\\r\\n\\x1a\\n" + bytes(60))
run.log_image("plot", path="plot.png")
run.register_model("net", "outputs/net.pt", model_framework="PyTorch")
child.complete()
run.child_run("forgotten")
run.add_properties({"lines": str(n + 1)})
"""


def test_what_scripts_log_is_stored_once_whatever_is_killed(studio, desk, api, tmp_path):
    gate = tmp_path / "gate"
    key = desk.submit(SCRIPT, variables={"GATE": str(gate)})
    desk.until(key, "Running")
    for rest in (0.3, 0.8, 0.1):
        time.sleep(rest)
        kill(studio, ["worker"])
        back_again(studio, ["worker"])
    gate.touch()
    facts = desk.until(key, ("Completed", "Failed", "Canceled"))
    assert facts["state"] == "Completed", desk.trouble(key)

    run = api.get(f"/runs/{key}").json()
    count = int(run["properties"]["lines"])
    logged = api.get(f"/runs/{key}/metrics/all").json()
    assert logged["curve"] == {"x": list(range(count)), "square": [n * n for n in range(count)]}
    assert logged["list"] == [n for n in range(count) for _ in range(2)]
    assert logged["phase"] == [f"step {n}" for n in range(count)]
    assert len(logged["loss"]) == count
    assert logged["matrix"]["data"]["matrix"] == [[count - 1, 1], [2, 3]]
    assert run["tags"] == {"step": str(count - 1)}
    assert_family(api, key, count)
    assert [(model["name"], model["version"], model["path"]) for model in api.get(f"/runs/{key}/models").json()["items"]] == [
        ("net", 1, "outputs/net.pt")
    ]
    paths = {output["path"] for output in api.get(f"/runs/{key}/outputs").json()["items"]}
    assert {logged["plot"], "outputs/net.pt"} <= paths, "the picture is among the run's files"


def assert_family(api, key: str, count: int) -> None:
    children = {child["name"]: child for child in api.get(f"/runs/{key}/children").json()["items"]}
    assert {name: child["state"] for name, child in children.items()} == {"fold": "Completed", "forgotten": "Canceled"}
    told = api.get(f"/runs/{children['fold']['key']}/metrics/all").json()
    assert (told["loss"], told["rows"]) == (list(range(count)), {"n": list(range(count))})


def test_a_run_that_says_that_it_failed_has_failed(desk):
    key = desk.submit("from azureml.core import Run\nrun = Run.get_context()\nrun.fail('The loss is NaN', error_code='Diverged')\n")
    facts = desk.until(key, ("Completed", "Failed", "Canceled"))
    assert facts["state"] == "Failed"
    assert "The loss is NaN" in [event["text"] for event in desk.story(key)][-1]
