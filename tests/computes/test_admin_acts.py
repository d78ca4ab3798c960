"""What owners do with targets: modes, notes, counting and cleaning up the disk, detaching. Real targets on this machine."""

import os
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from computes import administering, errands, health
from computes.errors import ComputeError
from computes.models import Act, Errand, Instance, Mode, Target
from computes.reach import reach
from tests.computes.machine import until

pytestmark = pytest.mark.django_db
WAITS = "import os, time\nwhile not os.path.exists('../go'): time.sleep(0.05)"


@pytest.fixture
def target(workspace, tmp_path):
    """A target of the test's own, reached a moment ago."""
    options = {"root": str(tmp_path / "target"), "python": sys.executable}
    made = Target.objects.create(workspace=workspace, name="local", kind="local", options=options)
    made.answered({"cpus": 2})
    return Target.objects.get(pk=made.pk)


def root(target) -> Path:
    return Path(target.options["root"])


def carried_out(errand) -> Errand:
    errands.carry_out(errand.pk)
    return Errand.objects.filter(pk=errand.pk).first() or errand


def acts(target) -> list[str]:
    return [act.text for act in Act.objects.filter(name=target.name).order_by("pk")]


def a_folder(target, run) -> Path:
    """What is left on the target of a run."""
    folder = root(target) / "jobs" / run.job_id
    (folder / "code").mkdir(parents=True)
    (folder / "code" / "train.py").write_bytes(b"#" * 50_000)
    return folder


# -- modes and notes -----------------------------------------------------------------------------------------------------


def test_a_mode_and_its_note_are_set_and_noted(target, owner):
    assert administering.set_mode(target, "draining", owner.user, note="A  disk\nis being changed.")
    target.refresh_from_db()
    assert (target.mode, target.note) == ("draining", "A disk is being changed.")
    assert not administering.set_mode(target, "draining", owner.user), "it drains already"
    assert administering.set_mode(target, "open", owner.user, note="")
    assert administering.set_note(target, "Back again.", owner.user)
    assert not administering.set_note(target, "Back again.", owner.user)
    assert acts(target) == ["began to drain it: A disk is being changed.", "opened it", "wrote the note: Back again."]
    assert Act.objects.latest("pk").by == owner.user


def test_setting_a_mode_leaves_the_lease_alone(target, owner):
    token = target.lease(60)
    administering.set_mode(target, "paused", owner.user)
    target.renew(token, 60)


def test_a_mode_that_makes_no_sense_is_refused(target, owner):
    for mode in ("draft", "broken", ""):
        with pytest.raises(ValidationError):
            administering.set_mode(target, mode, owner.user)
    with pytest.raises(ValidationError, match="at most 500"):
        administering.set_note(target, "x" * 501, owner.user)
    Target.objects.update(mode=Mode.DRAFT)
    target.refresh_from_db()
    with pytest.raises(ValidationError, match="still being set up"):
        administering.set_mode(target, "open", owner.user)


def test_a_target_with_work_is_not_retired(target, owner, a_run):
    run = a_run("Running")
    with pytest.raises(ValidationError, match="1 run is active on local"):
        administering.set_mode(target, "retired", owner.user)
    run.move("Failed")
    assert administering.set_mode(target, "retired", owner.user)


# -- the disk ------------------------------------------------------------------------------------------------------------


def test_the_disk_is_counted_and_what_could_go_is_foretold(target, owner, a_run):
    over, active = a_run("Completed"), a_run("Running")
    a_folder(target, over), a_folder(target, active)
    errand = carried_out(administering.ask_usage(target, owner.user))
    assert (errand.state, errand.trouble) == ("done", "")
    target.refresh_from_db()
    assert target.usage["code"] > 2 * errand.answer["can_go"]["code"]["bytes"] - 10_000 > 90_000
    assert errand.answer["can_go"]["code"]["count"] == 1, "what runs stays"
    assert target.usage_at is not None
    assert (root(target) / "jobs" / over.job_id / "code").exists(), "nothing was removed"


def test_what_was_chosen_is_removed_and_said(target, owner, a_run):
    over, active, other = a_run("Completed"), a_run("Running"), root(target) / "jobs" / "7-deadbeef" / "code"
    gone, kept = a_folder(target, over), a_folder(target, active)
    other.mkdir(parents=True)
    foretold = carried_out(administering.ask_usage(target, owner.user)).answer["can_go"]["code"]
    errand = carried_out(administering.ask_clean(target, owner.user, ["code"]))
    assert errand.answer["freed"] == {"code": foretold}
    assert errand.answer["can_go"]["code"]["bytes"] == 0
    assert not (gone / "code").exists()
    assert (kept / "code" / "train.py").exists()
    assert other.exists(), "another studio's"
    assert acts(target)[0].startswith("cleaned up code: ") and acts(target)[0].endswith(" came free")


def test_a_run_whose_process_is_still_there_keeps_its_code_whatever_the_studio_thinks(target, owner, a_run):
    from computes.values import Job

    run = a_run("Completed")
    folder = a_folder(target, run)
    (folder / "code" / "train.py").write_text(WAITS)
    _, launcher = reach(target)
    handle = launcher.submit(Job(run.job_id, ["python", "-S", "train.py"], grace=5))
    errand = carried_out(administering.ask_clean(target, owner.user, ["code", "outputs"]))
    assert errand.answer["freed"]["code"] == {
        "bytes": 0,
        "count": 0,
        "kept": [{"name": run.job_id, "why": "a process of it is still there"}],
    }
    (folder / "go").touch()
    until(lambda: launcher.poll({"job": handle})["job"].final)


def test_nothing_and_nonsense_are_not_cleaned_up(target, owner):
    for what in ([], ["homes"]):
        with pytest.raises(ValidationError):
            administering.ask_clean(target, owner.user, what)


def test_another_clean_up_waits_until_the_first_is_over(target, owner):
    errand = administering.ask_clean(target, owner.user, ["code"])
    assert administering.ask_clean(target, owner.user, ["code"]) == errand
    with pytest.raises(ValidationError, match="Code and data are being cleaned up on"):
        administering.ask_clean(target, owner.user, ["images"])


def test_an_upgrade_puts_our_agent_there_and_removes_old_ones(target, owner):
    old = root(target) / "agent" / "0123456789abcdef"
    old.mkdir(parents=True)
    (old / "__main__.py").touch()
    os.utime(old, (1, 1))
    errand = carried_out(administering.ask_upgrade(target, owner.user))
    assert errand.state == "done", errand.trouble
    assert [each["own"] for each in errand.answer["agents"]] == [True]
    target.refresh_from_db()
    assert target.health["agent"] == errand.answer["agents"][0]["hash"]
    assert not old.exists()


def test_an_errand_on_a_machine_that_does_not_answer_says_so(target, owner):
    Target.objects.update(options=target.options | {"python": "/nowhere/python3"})
    errand = carried_out(administering.ask_usage(target, owner.user))
    assert errand.state == "failed"
    assert "/nowhere/python3" in errand.trouble


# -- detaching -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(workspace, tmp_path):
    """A target that no configuration names."""
    options = {"root": str(tmp_path / "alone"), "python": sys.executable}
    made = Target.objects.create(workspace=workspace, name="alone", kind="local", options=options)
    made.seal({"password": "hunter2hunter2"})
    made.save()
    made.answered({"cpus": 2})
    return Target.objects.get(pk=made.pk)


def test_a_target_without_history_is_gone_when_it_is_detached(alone, owner):
    assert administering.detach(alone, owner.user) is None
    assert not Target.objects.filter(name="alone").exists()
    assert acts(alone) == ["detached it; our folder stays on the machine"], "the log outlives it"


def test_one_with_runs_is_retired_and_its_secrets_are_forgotten(target, owner, a_run):
    a_run("Completed")
    target.seal({"password": "hunter2hunter2"})
    target.save(update_fields=["sealed"])
    assert administering.detach(target, owner.user) is None
    target.refresh_from_db()
    assert (target.mode, target.secrets, target.runs.count()) == ("retired", {}, 1)


def test_a_target_with_active_runs_is_not_detached(target, owner, a_run):
    a_run("Queued")
    for how in ({}, {"clean": True}):
        with pytest.raises(ValidationError, match=r"1 run is active on local\. Drain it"):
            administering.detach(target, owner.user, **how)
    with pytest.raises(ValidationError, match="local answers"):
        administering.detach(target, owner.user, give_up=True)
    target.refresh_from_db()
    assert target.mode == "open"


def test_cleaning_leaves_the_machine_as_it_was_found(alone, owner):
    _, launcher = reach(alone)
    launcher.probe()
    assert root(alone).exists()
    errand = carried_out(administering.detach(alone, owner.user, clean=True))
    assert not root(alone).exists()
    assert not Target.objects.filter(pk=alone.pk).exists()
    assert not Errand.objects.filter(pk=errand.pk).exists(), "it went with its target"
    assert "removed our folder" in acts(alone)[0]


def test_cleaning_beside_another_studio_is_refused_and_nothing_is_lost(alone, owner):
    (root(alone) / "jobs" / "7-deadbeef").mkdir(parents=True)
    errand = carried_out(administering.detach(alone, owner.user, clean=True))
    assert "another studio" in errand.trouble
    alone.refresh_from_db()
    assert (alone.mode, alone.probed) == ("draining", None)
    assert alone.secrets
    assert (root(alone) / "jobs" / "7-deadbeef").exists()


def test_a_machine_that_does_not_answer_can_only_be_left_as_it_is(target, owner, a_run):
    run = a_run("NotResponding")
    target.silent("No route to host.")
    target.refresh_from_db()
    with pytest.raises(ValidationError, match="does not answer"):
        administering.detach(target, owner.user, clean=True)
    with pytest.raises(ValidationError, match="1 run is active"):
        administering.detach(target, owner.user)
    carried_out(administering.detach(target, owner.user, give_up=True))
    run.refresh_from_db(), target.refresh_from_db()
    assert run.state == "Canceled"
    assert "nobody knows whether this run went on there" in run.reason
    assert target.mode == "retired"
    assert "gave up 1 run" in acts(target)[-1]


def test_a_worker_that_was_killed_in_the_midst_of_it_holds_nobody_up(alone, owner):
    reach(alone)[1].probe()
    errand = administering.detach(alone, owner.user, clean=True)
    health.hold(alone)  # as the one before did
    carried_out(errand)
    assert not Target.objects.filter(pk=alone.pk).exists()


def test_a_run_that_came_in_the_last_moment_lets_the_target_be_asked_again(alone, owner, a_run, a_configuration, monkeypatch):
    errand = administering.detach(alone, owner.user, clean=True)
    monkeypatch.setattr("computes.errands.detach._purged", lambda _: a_run("Queued", configuration=a_configuration("late", target=alone)))
    assert "1 run is active on alone" in carried_out(errand).trouble
    alone.refresh_from_db()
    assert (alone.mode, alone.probed) == ("draining", None)


def test_the_target_of_a_deleted_instance_stays_retired(alone, owner):
    Target.objects.filter(pk=alone.pk).update(kind="instance", mode="retired", options={"container": "gone"})
    gone = Target.objects.get(pk=alone.pk)
    with pytest.raises(ValidationError, match="create another"):
        administering.set_mode(gone, "open", owner.user)
    with pytest.raises(ComputeError, match="was deleted"):
        reach(gone)


def test_a_run_that_came_meanwhile_keeps_its_target(alone, owner, a_run, a_configuration):
    errand = administering.detach(alone, owner.user, clean=True)
    a_run("Queued", configuration=a_configuration("late", target=alone))
    assert "1 run is active on alone" in carried_out(errand).trouble
    alone.refresh_from_db()
    assert alone.secrets


def test_instances_and_their_hosts_are_not_detached(alone, target, owner):
    Instance.objects.create(target=alone, host=target)
    with pytest.raises(ValidationError, match="is a compute instance"):
        administering.detach(alone, owner.user)
    with pytest.raises(ValidationError, match="Compute instances live on local: alone"):
        administering.detach(target, owner.user)
    with pytest.raises(ValidationError, match="is a compute instance"):
        administering.set_mode(alone, "paused", owner.user)
