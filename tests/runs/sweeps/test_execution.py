"""A sweep from its submission to its end."""

from runs.models import Run, State


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
