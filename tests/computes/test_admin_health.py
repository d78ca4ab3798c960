"""How targets are asked how they are, and what is kept of the answers. Real targets on this machine; silence is played by a Python that is
not there."""

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from computes import health, tasks
from computes.errors import HostKeyChanged
from computes.models import Act, Errand, Mode, Outage, Sample, Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def target(workspace, tmp_path):
    return Target.objects.create(
        workspace=workspace, name="bench", kind="local", options={"root": str(tmp_path / "t"), "python": sys.executable}
    )


def look(target) -> Target:
    """One turn of the clock, long after the last."""
    Target.objects.update(probed=None)
    for pk, claim in health.due():
        health.check(pk, claim)
    return Target.objects.get(pk=target.pk)


def silence(target) -> None:
    Target.objects.filter(pk=target.pk).update(options=target.options | {"python": "/nowhere/python3"})


def mend(target) -> None:
    Target.objects.filter(pk=target.pk).update(options=target.options)


def test_an_answer_is_kept_as_health_latency_and_a_sample(target):
    found = look(target)
    assert found.healthy
    assert found.health["cpus"] >= 1
    assert found.latency > 0
    assert abs(found.health["skew"]) < 60
    sample = found.samples.get()
    assert 0 < sample.memory < 1
    assert 0 <= sample.disk <= 1
    assert sample.latency == found.latency
    assert not found.outages.exists()


def test_silence_is_a_gap_in_the_samples_and_one_outage(target):
    look(target)
    silence(target)
    look(target)
    found = look(target)
    assert not found.healthy
    outage = found.outages.get()
    assert (outage.ended, outage.reason) == (None, found.trouble)
    assert [sample.memory is None for sample in found.samples.all()] == [False, True, True]
    mend(target)
    look(target)
    assert found.outages.get().ended is not None


def test_the_supervisors_word_ends_an_outage_as_well(target):
    target.silent("No route to host.")
    target.silent("No route to host.")
    target.answered()
    outage = target.outages.get()
    assert outage.ended >= outage.began
    target.silent("Again.")
    assert target.outages.count() == 2


def test_another_boot_id_is_a_restart(target):
    look(target)
    Target.objects.filter(pk=target.pk).update(health={"boot_id": "another"})
    look(target)
    outage = target.outages.get()
    assert outage.reason == "The machine was restarted."
    assert outage.ended is not None


def test_a_restart_during_a_silence_is_its_reason(target):
    look(target)
    Target.objects.filter(pk=target.pk).update(health={"boot_id": "another"})
    target.silent("No route to host.")
    look(target)
    assert target.outages.get().reason == "No route to host. The machine was restarted."


def test_a_target_is_asked_by_one_at_a_time(target):
    [(pk, claim)] = health.due()
    assert health.due() == []
    health.check(pk, "2020-01-01T00:00:00+00:00")
    assert not Sample.objects.exists(), "a claim that does not stand"
    health.check(pk, claim)
    health.check(pk, claim)
    assert Sample.objects.count() == 1, "told twice by the broker"
    assert health.due() == [], "it was asked just now"


def test_one_that_never_answers_is_not_asked_again_while_somebody_waits_for_it(target, workspace):
    """However often the clock ticks, a machine that swallows packets has one thread; the others have their turn."""
    [(held, _)] = health.due()
    other = Target.objects.create(workspace=workspace, name="other", kind="local", options=target.options)
    turns = [health.due() for _ in range(5)]
    assert [pk for turn in turns for pk, _ in turn] == [other.pk]
    # Its worker was killed: after a while another may ask.
    Target.objects.filter(pk=held).update(probed=timezone.now() - timedelta(seconds=20))
    assert [pk for pk, _ in health.due()] == [held]


def test_one_that_is_silent_for_long_is_asked_less_often(target):
    now = timezone.now()
    Target.objects.update(unreachable=now - timedelta(hours=1), probed=now - timedelta(seconds=30))
    assert health.due() == []
    Target.objects.update(unreachable=now - timedelta(minutes=1))
    assert len(health.due()) == 1


@pytest.mark.parametrize("mode", [Mode.DRAFT, Mode.RETIRED])
def test_a_target_that_takes_no_part_is_not_asked(target, mode):
    Target.objects.update(mode=mode)
    assert health.due() == []


def test_another_host_key_is_an_alarm_and_then_silence(target):
    target.silent(HostKeyChanged("Another key.", "ssh-ed25519 AAAA"))
    assert health.due() == []
    assert [act.kind for act in Act.objects.all()] == ["alarm"]


def test_the_clock_sends_one_task_a_target(target, workspace, monkeypatch):
    Target.objects.create(workspace=workspace, name="other", kind="local")
    sent = []
    monkeypatch.setattr(tasks.check_target, "delay", lambda *words: sent.append(words[0]))
    tasks.check_health()
    assert sorted(sent) == sorted(Target.objects.values_list("pk", flat=True))


def test_samples_and_errands_are_kept_for_a_while(target, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("computes.health.keeping.AT_ONCE", 2)
    now = timezone.now()
    Sample.objects.bulk_create(Sample(target=target, at=now - timedelta(hours=hours)) for hours in (1, 47, 49, 50, 51, 52, 53))
    Errand.objects.create(target=target, kind="usage", state="done", ended=now - timedelta(days=8))
    Errand.objects.create(target=target, kind="usage", state="done", ended=now)
    Outage.objects.create(target=target, began=now - timedelta(days=90), ended=now - timedelta(days=89))
    health.prune()
    assert Sample.objects.count() == 2
    assert Errand.objects.count() == 1
    assert Outage.objects.count() == 1, "the history of outages stays"
