"""Passes over a target that starts nothing: short ones, for there may be many such."""

import pytest

from computes.models import Target
from runs.models import Run
from runs.supervisor import driving

pytestmark = pytest.mark.django_db


def test_nobody_stays_with_a_target_that_is_closed(target, a_run, monkeypatch):
    a_run("NotStarted")
    Target.objects.filter(pk=target.pk).update(mode="paused", note="A disk is being changed.")
    monkeypatch.setattr(driving, "Driver", None)
    assert driving.supervise(target.pk) is False
    assert Run.objects.get().reason == "Nothing starts on local: it is paused (A disk is being changed); next in line."
    assert Target.objects.get(pk=target.pk).lease_until is None


def test_what_is_under_way_on_it_is_driven_on(target, a_run, monkeypatch):
    a_run("Running")
    Target.objects.filter(pk=target.pk).update(mode="draining")
    driven = []
    monkeypatch.setattr(driving.Driver, "drive", lambda self, until: driven.append(self.target))
    assert driving.supervise(target.pk)
    assert driven == [target]
