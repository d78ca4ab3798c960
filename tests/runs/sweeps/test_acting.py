"""What people do with a sweep while it runs, and after its end."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from computes.models import Mode, Target
from runs import submission
from runs.models import Run, State, Sweep, Trial
from runs.sweeps import acting, advancing
from runs.sweeps.values import Parameter, Sampling


def test_a_paused_sweep_starts_nothing_and_goes_on_when_it_is_resumed(played, contributor):
    player = played(4).step()
    acting.pause(player.run, contributor.user)
    player.step()
    assert player.run.reason == "Paused by Carl; 2 trials go on."
    for index in (0, 1):
        player.end(index)
    player.step().step()
    assert len(player.trials) == 2 and player.run.reason == "Paused by Carl; no trial is active."
    assert player.run.pk not in advancing.due()  # nobody looks at it every other second
    acting.resume(player.run, contributor.user)
    player.play()
    assert player.run.state == State.COMPLETED and len(player.trials) == 4
    with pytest.raises(ValidationError, match="is over"):
        acting.pause(player.run, contributor.user)


def test_a_stopped_sweep_is_canceled_once_all_its_trials_are_proved_ended(played, contributor):
    player = played(6, max_concurrent_runs=3).step()
    player.report(0, 0.5)
    assert submission.cancel(contributor, player.run) and not submission.cancel(contributor, player.run)
    player.step()
    assert player.run.state == State.CANCEL_REQUESTED and player.run.reason == "Carl asked for it; 3 trials are being ended."
    assert {run.state for run in player.going} == {State.CANCEL_REQUESTED}
    player.end(0)
    player.step()
    assert not player.run.final
    player.end(1)
    player.end(2)
    player.step()
    assert player.run.state == State.CANCELED
    assert player.run.reason == "Cancelled. 3 trials: 3 cancelled. Best accuracy: 0.5, by trial 0."
    assert (player.run.processes_ended, player.run.processes_left) == (3, 0)
    assert player.trial(1).run.reason == "Its sweep was cancelled. 1 process was ended, none is left."


def test_more_or_fewer_trials_at_a_time(played, contributor):
    player = played(9).step()
    acting.set_concurrency(player.run, 5, contributor.user)
    assert len(player.step().going) == 5
    acting.set_concurrency(player.run, 1, contributor.user)
    for index in range(4):
        player.end(index)
    assert len(player.step().going) == 1
    with pytest.raises(ValidationError, match="1 to 100"):
        acting.set_concurrency(player.run, 0, contributor.user)
    said = player.run.events.filter(kind="concurrency").values_list("text", flat=True)
    assert list(said) == ["from 2 to 5 trials at a time", "from 5 to 1 trials at a time"]


def test_a_sweep_that_is_over_goes_on_with_more_trials(played, contributor):
    player = played(2).play()
    ended = player.run.ended
    acting.extend(player.run, contributor.user, trials=3)
    player.run.refresh_from_db()
    assert player.run.state == State.RUNNING and player.run.ended is None and ended
    player.play()
    assert player.run.state == State.COMPLETED and [trial.index for trial in player.trials] == list(range(5))
    with pytest.raises(ValidationError, match="can have 2,000"):
        acting.extend(player.run, contributor.user, trials=2_000)
    with pytest.raises(ValidationError, match="Say by how many"):
        acting.extend(player.run, contributor.user)


def test_a_larger_space_is_tried_without_trying_anything_twice(played, contributor):
    space = (Parameter("a", "choice", (1, 2)),)
    player = played(9, space=space, sampling=Sampling("grid")).play(score=lambda point: point["a"])
    assert player.sweep.exhausted
    acting.extend(player.run, contributor.user, space=(Parameter("a", "choice", (0, 1, 2, 3)),))
    player.play(score=lambda point: point["a"])
    assert sorted(trial.parameters["a"] for trial in player.trials) == [0, 1, 2, 3]
    with pytest.raises(ValidationError, match="the same parameters"):
        acting.extend(player.run, contributor.user, space=(Parameter("b", "choice", (1,)),))


def test_failed_trials_alone_are_tried_again(played, contributor):
    player = played(4, max_concurrent_runs=4).step()
    for index, state in enumerate((State.FAILED, State.COMPLETED, State.FAILED, State.COMPLETED)):
        player.report(index, index / 10)
        player.end(index, state)
    first = player.trial(0).run
    assert player.step().run.state == State.COMPLETED
    assert acting.retry(player.run, contributor.user) == 2
    player.play()
    assert player.run.state == State.COMPLETED
    assert [trial.attempt for trial in player.trials] == [2, 1, 2, 1]
    assert player.trial(0).run.key == f"{player.run.key}_0_2"
    assert player.trial(0).run.parameters == first.parameters and player.trial(0).run.rerun_of == first
    assert Run.objects.filter(parent=player.run).count() == 6
    with pytest.raises(ValidationError, match="None of its trials failed"):
        acting.retry(player.run, contributor.user)


def test_to_try_again_draws_nothing_new(played, contributor):
    player = played(6).step()
    player.end(0, State.FAILED)
    player.step()
    submission.cancel(contributor, player.run)
    player.play()
    started = len(player.trials)
    assert player.run.state == State.CANCELED and started == 3
    assert acting.retry(player.run, contributor.user, "both") == 3
    player.play()
    assert player.run.state == State.COMPLETED and len(player.trials) == started
    assert all(trial.run.state == State.COMPLETED for trial in player.trials)
    acting.extend(player.run, contributor.user, trials=1)  # now the rest of its budget, too
    assert len(player.play().trials) == 7


def test_a_space_that_is_used_up_has_no_more_trials(played, contributor):
    player = played(9, space=(Parameter("a", "choice", (1, 2)),), sampling=Sampling("grid")).play(score=lambda point: point["a"])
    with pytest.raises(ValidationError, match="need a larger space"):
        acting.extend(player.run, contributor.user, trials=3)
    assert player.step().run.state == State.COMPLETED
    acting.extend(player.run, contributor.user, trials=3, space=(Parameter("a", "choice", (1, 2, 3)),))
    assert [trial.parameters["a"] for trial in player.play(score=lambda point: point["a"]).trials][2:] == [3]


def test_points_that_were_drawn_and_never_started_are_drawn_again(played, contributor):
    player = played(9, space=(Parameter("a", "choice", (1, 2, 3)),), sampling=Sampling("grid")).step()
    left = {1, 2, 3} - {trial.parameters["a"] for trial in player.trials}
    # As whoever is killed between the drawing of the last point and its start leaves it.
    Trial.objects.create(sweep=player.sweep, index=2, parameters={"a": left.pop()}, scores=[None])
    Sweep.objects.update(exhausted=True)
    submission.cancel(contributor, player.run)
    assert len(player.play().trials) == 2
    acting.extend(player.run, contributor.user, trials=1)
    player.play(score=lambda point: point["a"])
    assert sorted(trial.parameters["a"] for trial in player.trials) == [1, 2, 3]


def test_a_sweep_that_cannot_go_on_keeps_what_its_trials_are(played, contributor):
    player = played(4).step()
    player.end(0, State.FAILED)
    Target.objects.filter(pk=player.run.target_id).update(mode=Mode.RETIRED)
    player.step()
    assert player.run.state == State.RUNNING and player.sweep.ending == "unable"
    with pytest.raises(ValidationError, match="cannot go on"):
        acting.retry(player.run, contributor.user)
    player.end(1)
    assert player.step().run.state == State.FAILED
    for act in (acting.retry, lambda run, by: acting.extend(run, by, trials=1)):
        with pytest.raises(ValidationError, match="was retired"):
            act(player.run, contributor.user)
    assert player.step().run.state == State.FAILED and player.trial(0).run.state == State.FAILED


def test_a_sweep_gets_its_time_anew_where_that_is_over(played, contributor):
    player = played(2, max_duration_minutes=30).play()
    Sweep.objects.update(deadline=timezone.now() - timedelta(hours=1))
    acting.extend(player.run, contributor.user, trials=1)
    assert player.sweep.deadline > timezone.now() + timedelta(minutes=29)
    before = player.sweep.deadline
    acting.extend(player.run, contributor.user, minutes=10)
    assert player.sweep.deadline == before + timedelta(minutes=10)


def test_while_it_is_being_ended_nothing_else_is_done_with_it(played, contributor):
    player = played(4).step()
    submission.cancel(contributor, player.run)
    for act in (acting.pause, acting.resume, acting.retry):
        with pytest.raises(ValidationError, match="being ended"):
            act(player.run, contributor.user)


def test_only_a_sweep_leaves_its_end(a_run, contributor):
    run = a_run("Completed")
    assert not run.reopen(contributor.user, "once more")
    run.refresh_from_db()
    assert run.state == State.COMPLETED
