"""Folders of old runs leave their target; those of new ones, and of strangers, stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from computes.models import Target
from runs.models import Run
from runs.supervisor import clear

pytestmark = pytest.mark.django_db
OLD = timezone.now() - timedelta(days=2)


@pytest.fixture
def jobs(target, tmp_path):
    Target.objects.filter(pk=target.pk).update(options={"root": str(tmp_path)})
    (tmp_path / "jobs").mkdir()
    return tmp_path / "jobs"


def test_only_what_is_over_for_a_day_is_removed(jobs, a_run, a_snapshot):
    snapshot = a_snapshot()
    old, fresh, running = (a_run(state, snapshot=snapshot) for state in ("Completed", "Completed", "Running"))
    Run.objects.filter(pk=old.pk).update(ended=OLD)
    names = [run.job_id for run in (old, fresh, running)] + [f"{old.pk}-somebody", "another"]
    for name in names:
        (jobs / name).mkdir()
    clear()
    assert sorted(path.name for path in jobs.iterdir() if path.name[0] != ".") == sorted(names[1:])


def test_a_target_that_does_not_answer_keeps_its_folders(jobs, a_run, target):
    run = a_run("Completed")
    Run.objects.filter(pk=run.pk).update(ended=OLD)
    (jobs / run.job_id).mkdir()
    Target.objects.filter(pk=target.pk).update(options={"root": str(jobs.parent), "python": "/nowhere/python"})
    clear()
    assert (jobs / run.job_id).exists()


def test_a_target_that_was_detached_is_left_as_it_was_left(jobs, a_run, target):
    Run.objects.filter(pk=a_run("Completed").pk).update(ended=OLD)
    Target.objects.filter(pk=target.pk).update(mode="retired")
    jobs.rmdir()
    clear()
    assert list(jobs.parent.iterdir()) == [], "nor is our agent put there again"
