"""What the relay answers to anybody on this machine who knocks, and what it writes for those who may."""

import http.client
import json

import pytest

from computes.agent.relay import variables
from tests.computes.relay.conftest import FACTS, Served

RUN = FACTS["id"]
HISTORY = f"/history/v1.0{variables.scope('Vision team')}".replace(" ", "%20")
METRIC = f"/metric/v2.0{variables.scope('Vision team')}".replace(" ", "%20")
ARTIFACT = f"/artifact/v2.0{variables.scope('Vision team')}".replace(" ", "%20")


def ask(served, method: str, path: str, body: object = None, token: str | None = None) -> tuple[int, dict]:
    connection = http.client.HTTPConnection(*served.server.server_address, timeout=10)
    sent = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    connection.request(method, path, sent, {"Authorization": f"Bearer {served.server.token if token is None else token}"})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, json.loads(content) if content.startswith((b"{", b"[")) else {"raw": content}


def test_the_run_is_told_with_what_the_studio_knows_of_it(served):
    code, run = ask(served, "GET", f"{HISTORY}/experiments/diabetes/runs/{RUN}")
    assert code == 200
    assert (run["runId"], run["runNumber"], run["tags"]) == (RUN, 7, {"kept": "from the studio"})
    assert run["dataContainerId"] == f"dcid.{RUN}"


@pytest.mark.parametrize("token", ["", "no-token", "a.b.c"])
def test_whoever_has_not_the_run_s_token_gets_nothing_and_changes_nothing(served, token):
    path = f"{HISTORY}/experiments/diabetes/runs/{RUN}"
    assert ask(served, "GET", path, token=token)[0] == 401
    assert ask(served, "PATCH", path, {"tags": {"a": "b"}}, token=token)[0] == 401
    assert ask(served, "PUT", "/content/guess/outputs/x", b"bytes", token=token)[0] == 401
    assert not served.metrics.exists()
    assert list((served.job / "outputs").iterdir()) == []


def test_the_discovery_tells_the_addresses_to_everybody_for_the_client_asks_without_a_token(served):
    code, services = ask(served, "GET", "/discovery", token="")
    assert code == 200
    assert set(services.values()) == {served.server.url}


def test_another_run_is_not_to_be_had_here(served):
    code, answer = ask(served, "GET", f"{HISTORY}/experiments/diabetes/runs/somebody-elses")
    assert code == 404
    assert "its own run alone" in answer["error"]["message"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "outputs/../../code/train.py", "outputs/..", "", "files/../../x"])
def test_no_name_leads_out_of_the_run_s_files(served, name):
    code, _ = ask(served, "PUT", f"/content/{served.server.token}/{name}", b"bytes")
    assert code == 400
    assert not [path for path in served.job.rglob("*") if path.is_file()]


def test_a_link_in_the_outputs_is_not_written_through(served, tmp_path):
    (served.job / "outputs" / "out").symlink_to(tmp_path)
    assert ask(served, "PUT", f"/content/{served.server.token}/outputs/out/stolen", b"bytes")[0] == 400
    assert not (tmp_path / "stolen").exists()


def test_a_file_is_there_whole_and_can_be_read_back(served):
    content = bytes(range(256)) * 10_000
    assert ask(served, "PUT", f"/content/{served.server.token}/outputs/deep/model.bin", content)[0] == 201
    assert (served.job / "outputs" / "deep" / "model.bin").read_bytes() == content
    assert ask(served, "GET", f"/content/{served.server.token}/outputs/deep/model.bin")[1]["raw"] == content


def test_a_name_is_given_once(served):
    (served.job / "outputs" / "a.txt").write_text("first")
    asked = {"paths": [{"path": "outputs/a.txt"}, {"path": "plots/b.png"}]}
    code, answer = ask(served, "POST", f"{ARTIFACT}/artifacts/batch/metadata/ExperimentRun/dcid.{RUN}", asked)
    assert code == 200
    assert list(answer["artifacts"]) == ["plots/b.png"]
    assert "already exists" in answer["errors"]["outputs/a.txt"]["error"]["message"]


def test_a_batch_keeps_the_good_and_answers_for_the_bad(served):
    def scalar(name, value, kind="double"):
        return {"name": name, "columns": {name: kind}, "value": [{"data": {name: value}, "createdUtc": "2026-11-23T10:00:00.500Z"}]}

    values = [scalar("loss", 0.5), {"name": "torn"}, scalar("loss", float("inf")), scalar("word", "ok", "string")]
    code, answer = ask(served, "POST", f"{METRIC}/runs/{RUN}/batch", {"values": values})
    assert (code, list(answer["errors"])) == (200, ["torn"])
    assert [(line["v"], line["t"]) for line in served.lines("n")] == [(0.5, 1795428000.5), ("Infinity", 1795428000.5)]
    assert [line["l"]["columns"] for line in served.lines("l")] == [{"word": ["ok"]}]


def test_a_table_of_many_rows_comes_in_lines_that_the_studio_takes(served):
    rows = [{"data": {"x": number, "y": "word" * 20}} for number in range(2_500)]
    record = {"name": "t", "columns": {"x": "int", "y": "string"}, "value": rows, "properties": {"uxMetricType": "azureml.v1.table"}}
    assert ask(served, "POST", f"{METRIC}/runs/{RUN}/batch", {"values": [record]})[0] == 200
    assert [len(line["l"]["columns"]["x"]) for line in served.lines("l")] == [1_000, 1_000, 500]
    assert max(map(len, served.metrics.read_bytes().splitlines())) < 1 << 20


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[1, 2]", b'"word"', b"null", b'{"values": 3}'])
def test_rubbish_is_refused_with_a_sentence_and_the_relay_goes_on(served, body):
    code, answer = ask(served, "POST", f"{METRIC}/runs/{RUN}/batch", body)
    assert code in (200, 400)
    assert code == 200 or answer["error"]["message"]
    assert ask(served, "GET", f"{HISTORY}/experiments/diabetes/runs/{RUN}")[0] == 200


def test_a_request_too_large_is_refused_before_it_is_read(served):
    connection = http.client.HTTPConnection(*served.server.server_address, timeout=10)
    connection.putrequest("POST", f"{METRIC}/runs/{RUN}/batch")
    connection.putheader("Content-Length", str(1 << 40))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_what_the_studio_does_not_have_is_not_pretended(served):
    code, answer = ask(served, "POST", "/pipelines/v1.0/anything", {})
    assert code == 501
    assert "SDK" in answer["error"]["message"]


def test_a_property_keeps_its_first_value(served):
    run = f"{HISTORY}/experiments/diabetes/runs/{RUN}"
    assert ask(served, "PATCH", run, {"properties": {"owner": "carl"}})[0] == 200
    assert ask(served, "PATCH", run, {"properties": {"owner": "carl"}, "tags": {"a": "1"}})[0] == 200
    code, answer = ask(served, "PATCH", run, {"properties": {"owner": "olivia"}})
    assert code == 400
    assert "owner is set already" in answer["error"]["message"]
    assert [line["g"] for line in served.lines("g")] == [{"properties": {"owner": "carl"}}, {"tags": {"a": "1"}}]


def test_a_child_that_ended_does_not_end_again(served):
    child = f"{HISTORY}/experiments/diabetes/runs/child-1"
    ask(served, "PATCH", child, {"runId": "child-1", "parentRunId": RUN, "name": "first"})
    for state in ("Completed", "Failed"):
        ask(served, "POST", f"{child}/events", {"name": f"Microsoft.MachineLearning.Run.{state}", "data": {}})
    states = [line["c"]["state"] for line in served.lines("c")]
    assert states == ["Running", "Completed"]


def test_the_run_s_own_state_is_the_agent_s_to_say(served):
    events = f"{HISTORY}/experiments/diabetes/runs/{RUN}/events"
    assert ask(served, "POST", events, {"name": "Microsoft.MachineLearning.Run.Completed", "data": {}})[0] == 200
    assert ask(served, "GET", f"{HISTORY}/experiments/diabetes/runs/{RUN}")[1]["status"] == "Running"
    assert not served.metrics.exists()


def test_a_failure_that_the_script_reports_is_written_down(served):
    error = {"ErrorResponse": {"error": {"code": "UserError", "message": "the loss is not a number"}}}
    events = f"{HISTORY}/experiments/diabetes/runs/{RUN}/events"
    ask(served, "POST", events, {"name": "Microsoft.MachineLearning.Run.Error", "data": error})
    assert served.lines("e")[0]["e"] == {"level": "error", "message": "the loss is not a number", "code": "UserError"}


@pytest.fixture
def trial(tmp_path, monkeypatch):
    """The relay of a trial's run."""
    parent = {"id": "HD_1", "number": 3, "name": "", "tags": {"max_total_jobs": "8"}, "properties": {"runTemplate": "HyperDrive"}}
    monkeypatch.setitem(FACTS, "parent", parent)
    served = Served(tmp_path / "trial")
    yield served
    served.server.shutdown()
    served.server.server_close()


def test_a_trial_reads_its_sweep_and_writes_to_itself_alone(trial):
    sweep = f"{HISTORY}/experiments/diabetes/runs/HD_1"
    assert ask(trial, "GET", f"{HISTORY}/experiments/diabetes/runs/{RUN}")[1]["parentRunId"] == "HD_1"
    code, told = ask(trial, "GET", sweep)
    assert (code, told["runType"], told["tags"], told["properties"]) == (
        200,
        "hyperdrive",
        {"max_total_jobs": "8"},
        {"runTemplate": "HyperDrive"},
    )
    refused = [
        ask(trial, "PATCH", sweep, {"tags": {"a": "b"}}),
        ask(trial, "DELETE", f"{sweep}/tags", ["max_total_jobs"]),
        ask(trial, "POST", f"{METRIC}/runs/HD_1/batch", {"values": []}),
        ask(trial, "POST", f"{sweep}/events", {"name": "Microsoft.MachineLearning.Run.Failed", "data": {"RunId": "HD_1"}}),
    ]
    assert [code for code, _ in refused] == [404] * 4 and "own run" in refused[0][1]["error"]["message"]
    assert ask(trial, "GET", sweep)[1]["tags"] == {"max_total_jobs": "8"}
    assert not trial.metrics.exists() or not trial.metrics.read_bytes()
