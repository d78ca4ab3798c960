"""The command line against a whole studio."""

import json
import re
import stat
from pathlib import Path

import click
import pytest
from trainshed.cli import main

QUICK = ["train.py", "--epochs", "3", "--pause", "0"]
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def done(studio):
    return studio.submit("moons", "two-moons", arguments=QUICK[1:]).wait(60)


def test_a_login_is_kept_for_this_user_alone(type_in, token, live_studio, tmp_path):
    nobody = {"TRAINSHED_URL": None, "TRAINSHED_TOKEN": None}
    assert "Log in first" in type_in("whoami", code=1, **nobody).stderr
    assert "owner of Main" in type_in("login", live_studio.url, "--token", token, **nobody).stdout
    kept = tmp_path / "config/trainshed/login.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "ada" in type_in("whoami", **nobody).stdout
    assert "Log in first" in type_in("whoami", code=1, TRAINSHED_URL="http://127.0.0.1:9", TRAINSHED_TOKEN=None).stderr
    type_in("logout", **nobody)
    assert not kept.exists()


def test_a_login_that_opens_nothing_is_not_kept(type_in, live_studio, tmp_path):
    assert "valid API token" in type_in("login", live_studio.url, "--token", "tsd_wrong", code=1).stderr
    assert not (tmp_path / "config").exists()


def test_a_run_is_submitted_and_followed(type_in):
    answer = type_in("run", "submit", "-e", "moons", "-c", "two-moons", "--follow", *QUICK)
    assert "epoch   3/3" in answer.stdout and "/runs/moons_" in answer.stderr
    assert re.search(r"Completed after .* accuracy 0\.", answer.stderr)


def test_a_submission_as_json_can_be_read_by_programs(type_in):
    facts = json.loads(type_in("run", "submit", "-o", "json", "-e", "moons", "-c", "two-moons", *QUICK).stdout)
    assert facts["key"].startswith("moons_") and facts["runId"] == facts["key"] and "url" in facts


def test_a_folder_is_uploaded_and_run_at_once(type_in, tmp_path):
    folder = tmp_path / "my code"
    folder.mkdir()
    (folder / "hello.py").write_text("import sys; print('hello', *sys.argv[1:])")
    type_in("configuration", "create", "hello", "hello.py")
    answer = type_in("run", "submit", "-e", "hello", "-c", "hello", "--folder", str(folder), "--follow", "hello.py", "--name", "you and me")
    assert answer.stdout.endswith("hello --name you and me\n")
    assert "my code" in type_in("source", "list").stdout


def test_a_run_that_fails_ends_the_command_with_1(type_in, tmp_path):
    (tmp_path / "fail.py").write_text("print('so far'); raise SystemExit(3)")
    type_in("source", "upload", str(tmp_path), "--name", "failing")
    type_in("configuration", "create", "--source", "failing", "fail", "fail.py")
    answer = type_in("run", "submit", "-e", "hello", "-c", "fail", "--follow", code=1)
    assert "so far" in answer.stdout and "Failed" in answer.stderr


def test_another_script_than_the_configurations_is_refused_with_the_way_to_do_it(type_in):
    answer = type_in("run", "submit", "-e", "moons", "-c", "two-moons", "other.py", code=1)
    assert "runs train.py, not other.py" in answer.stderr and "--like two-moons" in answer.stderr


def test_lists_and_facts_are_shown(type_in, done):
    assert done.key in type_in("run", "list").stdout and "\x1b" not in type_in("run", "list").stdout
    assert done.key in {run["key"] for run in json.loads(type_in("run", "list", "-e", "moons", "-o", "json").stdout)}
    shown = type_in("run", "show", done.key).stdout
    assert "Completed" in shown and "two-moons v1" in shown and "train.py --epochs 3 --pause 0" in shown
    assert re.search(r"loss +0\.\d+", type_in("run", "metrics", done.key).stdout)
    assert len(type_in("run", "metrics", done.key, "--name", "loss").stdout.splitlines()) == 4
    assert "report.txt" in type_in("run", "outputs", done.key).stdout
    assert "Running" in type_in("run", "events", done.key).stdout
    assert "epoch   3/3" in type_in("run", "logs", done.key).stdout
    assert "moons" in type_in("experiment", "list").stdout
    assert type_in("run", "list", "-e", "nothing").stdout == ""


def test_outputs_are_downloaded(type_in, done, tmp_path):
    type_in("run", "download", done.key, "--to", "here")
    (report,) = (tmp_path / "here").rglob("report.txt")
    assert "accuracy" in report.read_text()
    assert "has no output nothing" in type_in("run", "download", done.key, "nothing", code=1).stderr


def test_a_run_is_cancelled_and_repeated(type_in, done):
    key = type_in("run", "submit", "-e", "moons", "-c", "two-moons", "train.py", "--epochs", "900").stdout.split()[0]
    assert "is being cancelled" in type_in("run", "cancel", key).stdout
    assert "Canceled" in type_in("run", "logs", "-f", key, code=1).stderr
    assert "nothing to cancel" in type_in("run", "cancel", done.key).stdout
    assert done.key in type_in("run", "show", type_in("run", "rerun", done.key).stdout.split()[0]).stdout


def test_configurations_are_made_like_others_and_revised(type_in, tmp_path):
    (tmp_path / "requirements.txt").write_text("numpy\n")
    made = type_in("configuration", "create", "--like", "two-moons", "-v", "A=1", "--max-seconds", "60", "moons 2")
    assert "train.py --epochs 40" in made.stdout and "A=1" in made.stdout
    revised = type_in("configuration", "create", "-r", "requirements.txt", "moons 2", "train.py", "--epochs", "1")
    assert "numpy" in revised.stdout and json.loads(type_in("configuration", "show", "moons 2", "-o", "json").stdout)["version"] == 2
    assert "moons 2" in type_in("configuration", "list").stdout
    assert "which script" in type_in("configuration", "create", "empty", code=2).stderr


def test_the_slots_of_a_target_are_changed(type_in):
    assert re.search(r"runs +0 of 3", type_in("computetarget", "update", "local", "--slots", "3").stdout)
    assert "slots" in type_in("computetarget", "update", "local", "--slots", "0", code=1).stderr
    assert "local" in type_in("computetarget", "list").stdout and "processors" in type_in("computetarget", "show", "local").stdout


def test_a_repository_is_linked_with_a_secret_that_is_never_shown(type_in, tmp_path):
    (tmp_path / "token").write_text("hush\n")
    address = "https://git.invalid/team/project.git"
    answer = type_in("source", "link", address, "--ref", "main", "--token-file", "token", "--no-fetch")
    assert re.search(r"name +project", answer.stdout) and "hush" not in type_in("source", "list", "-o", "json").stdout
    refused = type_in("source", "fetch", "project", code=1)
    assert refused.stderr.startswith("Error: ") and "hush" not in refused.stderr


@pytest.mark.parametrize("address", ["file:///etc", "ext::sh -c id", "/etc"])
def test_a_repository_that_must_not_be_read_is_refused(type_in, address):
    assert "git_url" in type_in("source", "link", "--name", "bad", address, code=1).stderr
    assert "bad" not in type_in("source", "list").stdout


def test_a_name_that_a_script_chose_does_not_steer_the_terminal(type_in, tmp_path):
    (tmp_path / "odd.py").write_text("import trainshed; trainshed.log('\\x1b[31mred\\x07', 1.0)")
    type_in("source", "upload", str(tmp_path), "--name", "odd")
    type_in("configuration", "create", "--source", "odd", "odd", "odd.py")
    answer = type_in("run", "submit", "-e", "odd", "-c", "odd", "--follow")
    assert "\x1b[31m" not in answer.stderr and "\x1b[31m" not in type_in("run", "list", "-e", "odd").stdout


def _commands(group: click.Group, before: str = "trainshed") -> list[str]:
    found = []
    for name, command in group.commands.items():
        if not command.hidden:
            found += _commands(command, f"{before} {name}") if isinstance(command, click.Group) else [f"{before} {name}"]
    return found


def test_every_command_has_its_heading_in_the_docs():
    headings = set(re.findall(r"^### `(.+?)`", (DOCS / "cli.md").read_text(), re.MULTILINE))
    assert set(_commands(main)) == {
        " ".join(word for word in heading.split() if word.islower() and "=" not in word) for heading in headings
    }


@pytest.mark.parametrize(
    ("words", "way_out"),
    [
        ("run submit-pipeline -p x", "not part of Trainshed"),
        ("computetarget create amlcompute -n cpu -s STANDARD_D2_V2 --max-nodes 4", "computetarget attach remote"),
        ("computetarget attach aks -n cluster -i /subscriptions/1", "serve models"),
        ("computetarget update amlcompute --max-nodes 4", "no clusters of nodes"),
        ("computetarget get-credentials -n cluster", "kept sealed"),
        ("ml workspace create -w ws -g rg", "one workspace"),
        ("model list", "not part of Trainshed"),
    ],
)
def test_words_of_v1_that_are_not_offered_say_what_to_do_instead(type_in, words, way_out):
    assert way_out in type_in(*words.split(), code=1).stderr
