"""trainshed.Studio against a whole studio."""

import os
import socket
import subprocess
import threading

import httpx
import pytest
import trainshed
from trainshed import StudioError
from trainshed.connection import Connection

QUICK = ["--epochs", "3", "--pause", "0"]


@pytest.fixture(scope="module")
def done(studio):
    """A short run that is over."""
    return studio.submit("moons", "two-moons", arguments=QUICK).wait(60)


def test_a_run_is_submitted_waited_for_and_read(studio, done):
    assert (done.state, done.exit_code, done.source, done.submitted_by) == ("Completed", 0, "two-moons", "ada")
    assert done.arguments == QUICK and 0 < done.metrics["loss"] < 1
    log = b"".join(done.log()).decode()
    assert "epoch   3/3" in log and [log.name for log in done.logs()] == ["setup.log", "rank-0.log"]
    series = done.series("loss")
    assert series["steps"] == [1, 2, 3] and series["values"][-1] == done.metrics["loss"]
    assert {metric.name: metric.count for metric in done.metric_table()} == {"accuracy": 3, "loss": 3, "validation_accuracy": 3}
    assert done.events()[0].after == "NotStarted"
    assert httpx.get(done.url, follow_redirects=False).status_code == 302  # there is such a page; it asks to sign in


def test_outputs_come_back_whole(done, tmp_path):
    (saved,) = done.download(tmp_path)
    assert saved.read_text().startswith("loss ") and saved.is_relative_to(tmp_path)
    assert done.outputs()[0].size == saved.stat().st_size
    assert done.download_archive(tmp_path / "all.zip").read_bytes()[:2] == b"PK"


def test_an_output_never_leaves_its_folder(done, tmp_path):
    with pytest.raises(StudioError, match="outside"):
        done.save("../../out.txt", [b"out"], tmp_path)
    assert not list(tmp_path.iterdir())


def test_following_gives_every_byte_once(studio, done):
    run = studio.run(done.key).rerun()
    pieces = list(run.follow())
    for name in ("setup.log", "rank-0.log"):
        assert b"".join(piece.data for piece in pieces if piece.log == name) == b"".join(run.log(name))
    assert pieces[-1].data or pieces[-1].final or run.refresh().final
    assert run.rerun_of == done.key


def test_a_line_is_followed_before_the_run_is_over(studio):
    run = studio.submit("moons", "two-moons", arguments=["--epochs", "200", "--pause", "0.2"])
    first = next(piece for piece in run.follow() if piece.log == "rank-0.log")
    assert first.data.startswith(b"Training on") and not run.refresh().final
    assert run.cancel() and not run.cancel()
    ended = run.wait(30)
    assert ended.state == "Canceled" and ended.processes_left == 0


def test_the_same_submission_is_one_run(studio):
    first, second = (studio.submit("moons", "two-moons", arguments=QUICK, submission="sdk-1") for _ in range(2))
    assert first.key == second.key


def test_runs_are_listed_page_by_page(studio, done):
    listed = list(studio.runs(experiment="moons"))
    assert done.key in {run.key for run in listed}
    assert [run.key for run in studio.runs(experiment="moons", limit=1)] == [listed[0].key]
    assert list(studio.runs(experiment="none")) == []


def test_a_folder_is_uploaded_and_only_what_changed_is_sent_again(studio, tmp_path):
    (tmp_path / "lib").mkdir()
    for name, content in {"train.py": b"print(1)", "lib/a.py": b"a", "data.log": b"x" * 999, ".gitignore": b"*.log\n"}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "lib/run.sh").write_bytes(b"#!/bin/sh\n")
    (tmp_path / "lib/run.sh").chmod(0o755)
    os.symlink("a.py", tmp_path / "lib/b.py")
    source, sent = studio.new_source("uploaded"), []
    first = source.upload(tmp_path, lambda done, total: sent.append((done, total)))
    files = {file["path"]: file["mode"] for file in studio.connection.get("/sources/uploaded/snapshots/1/files")["items"]}
    assert files == {".gitignore": "100644", "lib/a.py": "100644", "lib/b.py": "120000", "lib/run.sh": "100755", "train.py": "100644"}
    (tmp_path / "train.py").write_bytes(b"print(22)")
    sent.clear()
    assert source.upload(tmp_path, lambda done, total: sent.append((done, total))).number == first.number + 1
    assert sent == [(0, 9), (9, 9)]
    assert source.upload(tmp_path).number == first.number + 1, "nothing changed: no new snapshot"


def test_a_script_runs_from_an_uploaded_folder(studio, tmp_path):
    (tmp_path / "say.py").write_text("import sys, trainshed\nprint('said', sys.argv[1:])\ntrainshed.log('x', float('nan'))\n")
    studio.new_source("said").upload(tmp_path)
    studio.new_configuration("say", "say.py", "local", source="said", arguments=["--a b", "é"])
    run = studio.submit("said", "say").wait(60)
    assert b"".join(run.log()) == "said ['--a b', 'é']\n".encode() and run.metrics == {"x": "NaN"}


def test_a_failed_run_says_how_it_ended(studio, tmp_path):
    (tmp_path / "fail.py").write_text("raise SystemExit(7)\n")
    studio.new_source("failing").upload(tmp_path)
    studio.new_configuration("fail", "fail.py", "local", source="failing")
    run = studio.submit("failing", "fail").wait(60)
    assert (run.state, run.exit_code) == ("Failed", 7)


def test_refusals_are_sentences_with_their_status(studio):
    with pytest.raises(StudioError, match="no run nothing") as refusal:
        studio.run("nothing")
    assert refusal.value.status == 404
    with pytest.raises(StudioError, match="no folder"):
        studio.source("two-moons").upload("/nowhere")


def test_a_wrong_address_or_token_is_told_at_once(live_studio):
    for url, token, sentence in [
        ("http://127.0.0.1:9", "tsd_x", "does not answer"),
        ("localhost:8000", "tsd_x", "begins with http"),
        (live_studio.url, "tsd_wrong", "valid API token"),
        (live_studio.url + "/healthz", "tsd_x", "Trainshed studio"),
        (live_studio.url, "tsd_ü\n", "no API token"),
        ("http://127.0.0.1:x", "tsd_x", "no address"),
    ]:
        with pytest.raises(StudioError, match=sentence):
            trainshed.Studio(url, token).me()


def test_a_restarting_studio_is_waited_for():
    """Answers once, is away for a moment, answers again: what is asked is asked again, what is done is not done twice."""
    server = socket.create_server(("127.0.0.1", 0))
    port, heard = server.getsockname()[1], []
    body = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"

    def serve():
        for answer in (body, b"", b"HTTP/1.1 503 Away\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", body, b""):
            accepted, _ = server.accept()
            heard.append(accepted.recv(65536).split(b" ")[0])
            accepted.sendall(answer)
            accepted.close()

    threading.Thread(target=serve, daemon=True).start()
    connection = Connection(f"http://127.0.0.1:{port}", "tsd_x")
    assert connection.get("/me") == {} and connection.get("/me") == {}
    with pytest.raises(StudioError, match="does not answer"):
        connection.post("/runs/x/cancellation", {})
    assert heard == [b"GET", b"GET", b"GET", b"GET", b"POST"]
    server.close()


def test_an_uploaded_folder_tells_its_commit_and_what_was_not_committed(studio, tmp_path):
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Ada", "-c", "user.email=ada@localhost"]
    (tmp_path / "train.py").write_text("print(1)\n")
    origin = ["remote", "add", "origin", "https://ada:hush@example.org/team/code.git"]
    for command in (["init", "-q", "-b", "trial"], origin, ["add", "."], ["commit", "-q", "-m", "First"]):
        subprocess.run([*git, *command], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    (tmp_path / "train.py").write_text("print(2)\n")
    facts = studio.new_source("traced").upload(tmp_path).facts
    assert facts["repository"] == "https://example.org/team/code.git"
    assert (facts["branch"], facts["commit"], facts["dirty"]) == ("trial", commit, True) and "+print(2)" in facts["diff"]
