"""Why sweeps end, and what is said of it."""

from datetime import timedelta

from django.utils import timezone

from computes.models import Mode, Target
from runs.models import State, Sweep
from runs.sweeps import acting
from runs.sweeps.values import Policy


def test_trials_that_fail_do_not_stop_a_sweep(played):
    player = played(3, max_concurrent_runs=1)
    for index in range(3):
        player.step()
        player.report(index, 0.1)
        player.end(index, State.FAILED if index < 2 else State.COMPLETED, "Exited with code 1.")
    player.step()
    assert player.run.state == State.COMPLETED
    assert player.run.reason.startswith("3 trials: 1 completed and 2 failed.")


def test_a_limit_of_failures_stops_it(played):
    player = played(9, max_failed_runs=2, max_concurrent_runs=3).step()
    player.end(0, State.FAILED, "Exited with code 1.")
    player.step()
    assert not player.sweep.ending
    player.end(2, State.FAILED, "Exited with code 7.")
    player.step()
    assert player.run.reason == "Too many of its trials failed; 2 trials are being ended."
    player.play()
    assert player.run.state == State.FAILED
    assert player.run.reason.startswith("It was stopped because 2 trials failed, which is as many as max_failed_runs allows.")
    assert "The last to fail was trial 2: Exited with code 7." in player.run.reason
    assert player.trial(1).run.reason.startswith("Too many trials of its sweep had failed.")


def test_a_sweep_that_gave_up_may_be_extended_and_fail_as_often_again(played, contributor):
    player = played(3, max_failed_runs=1, max_concurrent_runs=1).step()
    player.end(0, State.FAILED, "Exited with code 1.")
    assert player.step().run.state == State.FAILED
    acting.extend(player.run, contributor.user, trials=1)
    assert player.sweep.max_failed == 2
    assert player.play().run.state == State.COMPLETED


def test_where_all_trials_failed_the_sweep_did(played):
    player = played(2).step()
    player.end(0, State.FAILED, "Exited with code 1.")
    player.end(1, State.FAILED, "Exited with code 2.")
    player.step()
    assert player.run.state == State.FAILED
    assert player.run.reason == "2 trials: 2 failed. The last to fail was trial 1: Exited with code 2."


def test_when_its_time_is_over_the_rest_is_ended_and_the_sweep_completes(played):
    player = played(9, max_duration_minutes=60).step()
    assert timedelta(minutes=59) < player.sweep.deadline - timezone.now() <= timedelta(minutes=60)
    Sweep.objects.update(deadline=timezone.now() - timedelta(seconds=1))
    player.step()
    assert player.run.reason == "Its time is over; 2 trials are being ended."
    player.play()
    assert player.run.state == State.COMPLETED and len(player.trials) == 2
    assert player.run.reason.startswith("Its time was over at ")
    assert player.trial(0).run.reason == "The time of its sweep was over. 1 process was ended, none is left."


def test_who_may_not_submit_any_more_starts_no_further_trials(played, contributor):
    player = played(9).step()
    contributor.delete()
    player.end(0)
    player.step()
    assert player.run.reason == "It cannot go on; 1 trial is not over yet."
    player.end(1)
    player.step()
    assert player.run.state == State.FAILED and "may not submit runs here any more" in player.run.reason


def test_a_target_that_takes_no_runs_is_waited_for(played):
    player = played(3).step()
    Target.objects.update(mode=Mode.DRAINING)
    player.end(0)
    player.step().step()
    assert len(player.trials) == 2 and "takes no new runs at the moment" in player.run.reason
    Target.objects.update(mode=Mode.OPEN)
    assert player.play().run.state == State.COMPLETED


def test_while_all_trials_wait_the_sweep_says_what_for(played):
    player = played(3).step()
    for run in player.going:
        run.wait_for("Waits for a free slot.")
    player.step()
    assert player.run.reason == "All 2 trials wait: Waits for a free slot."
    player.report(0, 0.1)
    assert player.step().run.reason == ""


def test_the_policy_ends_a_trial_and_says_why_with_the_numbers(played):
    player = played(2, policy=Policy("bandit", slack_factor=0.2, evaluation_interval=2)).step()
    player.report(0, 0.9, 0.92)
    player.report(1, 0.5)
    player.step()
    assert player.trial(1).decision is None  # no interval at which the policy is applied
    player.report(1, 0.61)
    player.step()
    trial = player.trial(1)
    assert trial.run.state == State.CANCEL_REQUESTED and trial.judged == 2
    assert (trial.decision["interval"], trial.decision["value"]) == (2, 0.61)
    player.end(0)
    player.end(1)
    player.step()
    assert trial.decision["text"].startswith("Stopped at interval 2: 0.61 below 0.92 / 1.2")
    assert player.trial(1).run.reason.startswith(trial.decision["text"])
    assert player.run.reason.startswith("2 trials: 1 completed and 1 stopped by the policy.")


def test_a_trial_that_ended_before_the_policys_word_came_was_not_stopped(played):
    player = played(2, policy=Policy("bandit", slack_amount=0.1)).step()
    player.report(0, 0.9)
    player.report(1, 0.1)
    player.step()
    assert player.trial(1).decision
    run = player.trial(1).run
    run.move(State.FINALIZING)
    run.move(State.COMPLETED)
    player.step()
    assert player.trial(1).decision is None
    assert run.events.filter(kind="policy").last().text == "It had ended by itself before the policy's word reached it."


def test_a_trial_that_never_logs_the_primary_metric_says_so(played):
    player = played(1).step()
    player.report(0, 1.0, metric="Accuracy")
    player.end(0)
    said = player.trial(0).run.events.get(kind="silent")
    assert said.text.startswith("It never logged accuracy, the primary metric of its sweep")
    assert player.step().run.state == State.COMPLETED and "No trial reported accuracy" in player.run.reason
