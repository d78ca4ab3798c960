"""A sweep from its submission to its end."""

import pytest
from django.core.exceptions import ValidationError

from runs import submission
from runs.models import Run, State, Sweep
from runs.sweeps.values import Goal, Objective, Parameter, Sampling
from tests.runs.sweeps.player import defined, submitted


def test_a_sweep_runs_all_its_trials_and_completes(played):
    player = played(5)
    assert player.run.purpose == Run.Purpose.SWEEP and player.run.state == State.RUNNING and player.run.key.startswith("HD_")
    player.step()
    assert len(player.going) == 2  # max_concurrent_runs
    player.play()
    assert player.run.state == State.COMPLETED
    assert [trial.run.key for trial in player.trials] == [f"{player.run.key}_{index}" for index in range(5)]
    best = max(player.trials, key=lambda trial: trial.parameters["--lr"])
    assert player.sweep.best == best.run
    assert player.run.reason == f"5 trials: 5 completed. Best accuracy: {best.score:.6g}, by trial {best.index}."


def test_a_trial_has_the_parameters_behind_the_arguments_of_its_sweep_and_all_else_as_that(played, contributor):
    player = played(1, words={"arguments": ["--epochs", "3"], "priority": 4}).step()
    trial = player.trials[0]
    run, point = trial.run, trial.parameters
    assert run.arguments == ["--epochs", "3", "--lr", str(point["--lr"]), "--layers", str(point["layers"])]
    assert run.parameters == point
    same = ("snapshot", "configuration", "environment", "target", "submitted_by", "priority", "resources")
    assert all(getattr(run, name) == getattr(player.run, name) for name in same)
    assert run.parent == player.run and run.purpose == Run.Purpose.TRIAL and run.number == player.run.number + 1


def test_the_same_submission_is_one_sweep(contributor, a_configuration, a_snapshot):
    version, snapshot = a_configuration(), a_snapshot()
    first, second = (submitted(contributor, version, snapshot, defined()) for _ in range(2))
    assert first == second and Sweep.objects.count() == 1


def test_the_same_seed_gives_the_same_points_and_another_one_others(played):
    points = []
    for seed, key in ((3, "a"), (3, "b"), (4, "c")):
        player = played(3, words={"submission": key}, max_concurrent_runs=3, sampling=Sampling("random", seed=seed)).step()
        points.append([trial.parameters for trial in player.trials])
    assert points[0] == points[1] != points[2]


def test_a_trial_whose_script_has_ended_makes_room_for_the_next(played):
    player = played(3).step()
    run = player.trial(0).run
    for state in (State.PREPARING, State.RUNNING, State.FINALIZING):
        run.move(state)
    player.step()
    assert len(player.trials) == 3 and len(player.going) == 3


def test_a_grid_ends_where_no_combination_is_left(played):
    space = (Parameter("a", "choice", (1, 2)), Parameter("b", "choice", ("x", "y")))
    player = played(10, space=space, sampling=Sampling("grid")).play(score=lambda point: point["a"])
    assert player.run.state == State.COMPLETED and player.sweep.exhausted
    assert sorted((trial.parameters["a"], trial.parameters["b"]) for trial in player.trials) == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]


def test_a_bayesian_sweep_learns_from_its_own_trials(played):
    space = (Parameter("x", "uniform", (0.0, 1.0)),)
    objective = (Objective("loss", Goal.MINIMIZE),)
    player = played(8, space=space, objectives=objective, max_concurrent_runs=1, sampling=Sampling("bayesian", seed=1))
    for _ in range(40):
        if player.step().run.final:
            break
        for trial in player.trials:
            if not trial.run.final:
                player.report(trial.index, abs(trial.parameters["x"] - 0.3), metric="loss")
                player.end(trial.index)
    assert player.run.state == State.COMPLETED
    assert player.sweep.best == min(player.trials, key=lambda trial: abs(trial.parameters["x"] - 0.3)).run


def test_what_cannot_run_is_refused_with_a_sentence(contributor, a_configuration, a_snapshot):
    version, snapshot = a_configuration(arguments=["--lr", "0.1"]), a_snapshot()
    with pytest.raises(ValidationError, match="--lr is a parameter of the sweep and among the arguments"):
        submitted(contributor, version, snapshot, defined())
    with pytest.raises(ValidationError, match="no sweep HD_none in this workspace"):
        submitted(contributor, version, snapshot, defined(resume_from=("HD_none",)), arguments=[])
    assert not Sweep.objects.exists()


def test_a_command_line_gets_the_parameters_at_its_end(contributor, a_configuration, a_snapshot):
    from runs.supervisor import staging
    from tests.runs.sweeps.player import Player

    text = "command: python train.py --epochs 3\ntarget: local\nenvironment:\n  python:\n    userManagedDependencies: true\n"
    player = Player(submitted(contributor, a_configuration(text=text), a_snapshot(), defined(1))).step()
    run = player.trial(0).run
    assert staging.argv(run) == ["/bin/sh", "-c", 'python train.py --epochs 3 "$@"', "sh", *run.arguments]
    assert run.arguments[0] == "--lr"


def test_a_trial_of_a_command_line_is_run_again_with_its_parameters(contributor, a_configuration, a_snapshot):
    from runs.supervisor import staging
    from tests.runs.sweeps.player import Player

    text = "command: |\n  cd code\n  python train.py\ntarget: local\nenvironment:\n  python:\n    userManagedDependencies: true\n"
    player = Player(submitted(contributor, a_configuration(text=text), a_snapshot(), defined(1))).play()
    trial = player.trial(0).run
    whole = ["/bin/sh", "-c", 'cd code\npython train.py "$@"', "sh", *trial.arguments]
    assert staging.argv(trial) == whole
    again = submission.rerun(contributor, trial, "again")
    assert staging.argv(again) == whole
    again.move(State.COMPLETED) or again.move(State.FAILED)
    assert staging.argv(submission.rerun(contributor, again, "once more")) == whole


def test_a_sweep_is_run_again_with_the_same_points(played, contributor):
    first = played(2, sampling=Sampling("random")).play()
    again = type(first)(submission.rerun(contributor, first.run, "again")).play()
    assert again.run != first.run and again.run.rerun_of == first.run
    assert [trial.parameters for trial in again.trials] == [trial.parameters for trial in first.trials]


def test_a_trial_is_run_again_as_a_run_of_its_own(played, contributor):
    player = played(1).play()
    run = submission.rerun(contributor, player.trial(0).run, "again")
    assert run.purpose == Run.Purpose.SCRIPT and run.parent is None
    assert run.arguments == player.trial(0).run.arguments and run.rerun_of == player.trial(0).run
