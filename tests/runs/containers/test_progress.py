"""How far an image is, on the run's page."""

import json

from django.urls import reverse

from runs.supervisor import news, settling


def told(run, **facts) -> None:
    news.take(run, json.dumps({"at": 1.0, "event": "image", "act": "pulling", "name": "python:3.12", **facts}).encode() + b"\n")
    run.refresh_from_db()


def test_a_run_that_waits_for_its_image_shows_how_far_it_is(a_run, reader, browse):
    run = a_run("Preparing")
    told(run, percent=0, detail="")
    told(run, percent=40, detail="12.0 of 30.0 MB, 1 of 3 layers")
    assert run.reason == "Pulling image python:3.12: 40 % (12.0 of 30.0 MB, 1 of 3 layers)"
    page = browse(reader).get(reverse("run_header", args=[run.workspace.slug, run.key])).content.decode()
    assert '<progress max="100" value="40"' in page
    assert run.events.filter(kind="image").count() == 1  # one event that grows, however often it is told
    told(run, percent=100, detail="")
    assert run.reason == ""
    assert "<progress" not in browse(reader).get(reverse("run_header", args=[run.workspace.slug, run.key])).content.decode()


def test_what_a_script_writes_later_does_not_change_what_a_run_waits_for(a_run):
    run = a_run("Running")
    told(run, percent=40)
    assert run.reason == ""


def test_a_container_that_needed_too_much_memory_says_so_in_the_end(a_run):
    run = a_run("Running")
    limit = "It needed more memory than its container's limit of 64 MB, and the kernel ended a process of it."
    news.take(run, json.dumps({"event": "finished", "reason": "exited", "code": None, "signal": 9, "detail": limit, "sizes": {}}).encode())
    run.refresh_from_db()
    assert settling.outcome(run) == ("Failed", f"Ended by signal 9. {limit}")
