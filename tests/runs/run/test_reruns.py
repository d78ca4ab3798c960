"""POST runs/<key>/reruns/"""

import pytest
from django.urls import reverse

from runs.models import Run

pytestmark = pytest.mark.django_db


def url(run, slug="vision") -> str:
    return reverse("run_reruns", args=[slug, run.key])


def test_a_rerun_is_the_same_once_more(browse, contributor, a_run):
    run = a_run("Failed", arguments=["--seed", "7"], name="baseline")
    answer = browse(contributor).post(url(run), {"submission": "click"})
    again = Run.objects.latest("pk")
    assert answer["Location"] == reverse("run", args=["vision", again.key])
    assert (again.rerun_of, again.arguments, again.name, again.submitted_by) == (run, ["--seed", "7"], "baseline", contributor.user)
    assert (again.snapshot, again.configuration, again.experiment, again.state) == (
        run.snapshot,
        run.configuration,
        run.experiment,
        "NotStarted",
    )


def test_a_double_click_is_one_run(browse, contributor, a_run):
    run = a_run("Completed")
    first, second = (browse(contributor).post(url(run), {"submission": "click"}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Run.objects.count() == 2


def test_a_reader_cannot_run_again(browse, reader, a_run):
    assert browse(reader).post(url(a_run("Completed"))).status_code == 403
    assert Run.objects.count() == 1


def test_a_stranger_cannot_run_again(browse, stranger, a_run):
    run = a_run("Completed")
    assert browse(stranger).post(url(run)).status_code == 404
    assert browse(stranger).post(url(run, slug="speech")).status_code == 404
    assert Run.objects.count() == 1


def test_a_link_runs_nothing(browse, contributor, a_run):
    assert browse(contributor).get(url(a_run("Completed"))).status_code == 405


def test_what_would_not_run_is_said(browse, contributor, a_run, a_configuration):
    run = a_run("Failed", configuration=a_configuration(script="gone.py"))
    page = browse(contributor).post(url(run), follow=True).content.decode()
    assert "There is no gone.py" in page
    assert Run.objects.count() == 1
