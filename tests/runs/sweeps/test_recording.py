"""What a sweep leaves for clients of Azure ML, and for people who read its log."""

import json

import pytest
from django.core.exceptions import ValidationError

from runs import logs
from runs.models import Configuration, State
from runs.sweeps import azure, keeping
from tests.runs.sweeps.player import defined, submitted


def test_the_run_of_a_sweep_has_the_properties_that_hyperdrive_wrote(played):
    player = played(2).play()
    best, properties = player.sweep.best, player.run.properties
    assert json.loads(properties["primary_metric_config"]) == {"name": "accuracy", "goal": "maximize"}
    assert properties["runTemplate"] == "HyperDrive" and properties["azureml.runsource"] == "hyperdrive" and properties["platform"] == "AML"
    assert properties["best_child_run_id"] == best.key and properties["best_metric_status"] == "Succeeded"
    assert float(properties["score"]) == best.parameters["--lr"]
    assert "ContentSnapshotId" in properties


def test_its_tags_hold_the_definition_and_the_parameters_of_each_trial(played):
    player = played(2).play()
    tags = azure.tags(player.sweep)
    assert (tags["max_total_jobs"], tags["max_concurrent_jobs"]) == ("2", "2")
    assert json.loads(tags["generator_config"])["parameter_space"]["--lr"] == ["uniform", [0.0, 1.0]]
    assert json.loads(tags[f"{player.run.key}_1"]) == player.trial(1).parameters
    assert player.run.tags == {}  # which are people's own


def test_its_table_tells_every_best_trial_and_the_last_one_as_final(played):
    player = played(2, max_concurrent_runs=1).step()
    player.report(0, 0.5)
    player.step()
    player.report(0, 0.4)  # worse: no row
    player.end(0)
    player.step()
    player.report(1, 0.7)
    player.end(1)
    player.step()
    record = player.run.records.get(name="best_child_by_primary_metric")
    rows = [row for chunk in record.chunks.all() for row in chunk.rows]
    told = [(row[0], row[2].rpartition("_")[2], row[3], row[4]) for row in rows]
    assert told == [("accuracy", "0", 0.5, False), ("accuracy", "1", 0.7, False), ("accuracy", "1", 0.7, True)]
    assert record.count == 3 and record.columns == ["metric_name", "timestamp", "run_id", "metric_value", "final"]


def test_its_log_tells_what_was_drawn_and_started(played):
    player = played(2).play()
    stream = player.run.streams.get(name="hyperdrive.log")
    lines = logs.read(stream, 0, stream.offset).decode().splitlines()
    assert stream.lines == len(lines)
    assert all(line.startswith('"<START>[') and line.endswith('<END>"') for line in lines)
    key = player.run.key
    for told in (
        "[GENERATOR][INFO]Trying to sample '2' jobs from the hyperparameter space",
        f"[SCHEDULER][INFO]Scheduling job, id='{key}_0'",
        f"[SCHEDULER][INFO]Successfully scheduled a job. Id='{key}_1'",
        "[CONTROLLER][INFO]Changing Run Status from Running to Completed",
    ):
        assert any(told in line for line in lines), told


def test_the_best_trial_is_kept_as_a_configuration(played, contributor):
    player = played(2, words={"arguments": ["--epochs", "3"]}).play()
    best = player.sweep.best
    version = keeping.save_configuration(best, contributor.user)
    assert version.arguments == ["--epochs", "3", *best.arguments[2:]]
    assert version.configuration == best.configuration.configuration and version.number == best.configuration.number + 1
    other = keeping.save_configuration(best, contributor.user, "train-best")
    assert other.arguments == best.arguments and Configuration.objects.get(name="train-best").latest == other
    assert other.origin["run"] == best.key


def test_only_trials_are_kept_as_configurations(played, contributor):
    player = played(1).play()
    with pytest.raises(ValidationError, match="is no trial of a sweep"):
        keeping.save_configuration(player.run, contributor.user)
    with pytest.raises(ValidationError):
        keeping.save_configuration(player.trial(0).run, contributor.user, "-no name-")


def test_a_sweep_begins_with_the_results_of_an_earlier_one(contributor, a_configuration, a_snapshot, played):
    from runs.sweeps import observing
    from tests.runs.sweeps.player import Player

    earlier = played(3).play()
    key = earlier.run.key
    version, snapshot = a_configuration(), a_snapshot()
    later = Player(submitted(contributor, version, snapshot, defined(2, resume_from=(key,)), submission="later"))
    seen = observing.earlier(later.sweep)
    assert [each.index for each in seen] == [-1, -2, -3]
    assert [dict(each.parameters) for each in seen] == [trial.parameters for trial in earlier.trials]
    assert json.loads(later.run.properties["resume_from"]) == [key]
    for wanted, sentence in (
        (defined(resume_from=(later.run.key,)), "goes on still"),
        (defined(1000, max_concurrent_runs=10, resume_from=(key,)), "there would be 1,003"),
        (defined(resume_from=tuple(f"HD_{n}" for n in range(6))), "5 earlier ones at most"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            submitted(contributor, version, snapshot, wanted, submission="other")
    assert later.play().run.state == State.COMPLETED
