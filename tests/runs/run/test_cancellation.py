"""POST runs/<key>/cancellation/"""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

pytestmark = pytest.mark.django_db


def url(run, slug="vision") -> str:
    return reverse("run_cancellation", args=[slug, run.key])


def test_a_contributor_asks_for_the_end_of_a_run(browse, contributor, a_run):
    run = a_run("Running")
    answer = browse(contributor).post(url(run))
    assert answer.status_code == 302
    run.refresh_from_db()
    assert (run.state, run.reason) == ("CancelRequested", "Carl asked for it")
    assert run.events.latest("pk").by == contributor.user


def test_a_reader_cannot_cancel(browse, reader, a_run):
    run = a_run("Running")
    assert browse(reader).post(url(run)).status_code == 403
    assert browse(reader).get(url(run)).status_code == 403
    run.refresh_from_db()
    assert run.state == "Running"


def test_a_stranger_cannot_cancel(browse, stranger, a_run):
    run = a_run("Running")
    assert browse(stranger).post(url(run)).status_code == 404
    assert browse(stranger).post(url(run, slug="speech")).status_code == 404
    run.refresh_from_db()
    assert run.state == "Running"


def test_looking_at_the_question_cancels_nothing(browse, contributor, a_run):
    run = a_run("Running")
    assert "Cancel the run" in browse(contributor).get(url(run)).content.decode()
    run.refresh_from_db()
    assert run.state == "Running"


@pytest.mark.parametrize("state", ["CancelRequested", "Finalizing", "Completed", "Failed", "Canceled"])
def test_what_is_over_cannot_be_cancelled(browse, contributor, a_run, state):
    run = a_run(state)
    answer = browse(contributor).post(url(run))
    assert "nothing to cancel" in str(next(iter(get_messages(answer.wsgi_request))))
    run.refresh_from_db()
    assert run.state == state


def test_the_page_says_how_many_processes_were_ended(browse, reader, a_run):
    run = a_run("Canceled", processes_ended=3, processes_left=0)
    page = browse(reader).get(reverse("run", args=["vision", run.key])).content.decode()
    assert "3 processes were ended, none is left." in page


@pytest.mark.parametrize(
    ("who", "state", "offered"), [("contributor", "Running", True), ("reader", "Running", False), ("contributor", "Completed", False)]
)
def test_the_button_is_there_for_whom_and_when_it_works(request, browse, a_run, who, state, offered):
    run = a_run(state)
    page = browse(request.getfixturevalue(who)).get(reverse("run_header", args=["vision", run.key])).content.decode()
    assert (url(run) in page) is offered
