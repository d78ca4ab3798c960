"""Child runs live inside their parent's script."""


def test_a_child_has_metrics_tags_files_and_an_end_of_its_own(script):
    out = script.said(
        """
        import io
        child = run.child_run('fold 1')
        child.log('loss', 0.5); child.log('loss', float('nan'), step=2); child.tag('k', 'v'); child.upload_file('outputs/m', io.BytesIO(b'1'))
        child.log_row('r', x=1); child.description = 'd'
        child.complete()
        run.log('loss', 9)
        print(child.get_metrics()['r'], child.tags, child.get_file_names(), child.name, child.status, child.parent == run, run.get_file_names())
        print(run.get_metrics())
        """
    )
    first, second = out.splitlines()
    assert first == "{'x': 1} {'k': 'v'} ['outputs/m'] fold 1 Completed True []"
    assert second == "{'loss': 9}"
    (begin, end), child = script.lines("c"), script.lines("c")[0]["c"]["id"]
    assert begin["c"] == {"id": child, "name": "fold 1", "state": "Running", "parent": None, "tags": {}}
    assert end["c"] == {"id": child, "state": "Completed"}
    assert [(line["v"], line["s"], line.get("r")) for line in script.lines("n")] == [(0.5, None, child), ("NaN", 2, child), (9, None, None)]
    assert all(line["r"] == child for letter in "alg" for line in script.lines(letter))
    assert script.files() == {f"files/{child}/outputs/m"}


def test_children_of_children_know_their_parents(script):
    out = script.said(
        """
        one = run.child_run(); two = one.child_run(); other = run.child_run()
        print([each == one for each in run.get_children()], two.parent == one, [each == two for each in one.get_children()])
        print(len(list(run.get_children(recursive=True))), len(list(one.get_children(recursive=True))), len(list(other.get_children(recursive=True))))
        """
    )
    assert out.splitlines() == ["[False, True] True [True]", "3 1 0"]


def test_many_children_are_made_at_once_and_found_by_their_tags(script):
    out = script.said(
        """
        print([child.tags for child in run.create_children(2)])
        run.create_children(tag_key='fold', tag_values=['a', 'b'])[0].complete()
        print([len(list(run.get_children(**by))) for by in ({'tags': 'fold'}, {'tags': {'fold': 'a'}}, {'status': 'Completed'})])
        """
    )
    assert out.splitlines() == ["[{'azureml.batch_child_number': '0'}, {'azureml.batch_child_number': '1'}]", "[2, 1, 1]"]
    assert "at most 100" in script.refused("run.create_children(101)")
    assert "takes a count, or" in script.refused("run.create_children()")


def test_a_child_fails_in_a_context_manager_and_the_parent_goes_on(script):
    script.said(
        """
        try:
            with run.child_run() as child:
                raise ValueError('odd')
        except ValueError:
            print(child.status)
        with run.child_run() as good:
            pass
        """
    )
    assert [line["c"]["state"] for line in script.lines("c")] == ["Running", "Failed", "Running", "Completed"]
    (error,) = script.lines("e")
    assert error["r"] == script.lines("c")[0]["c"]["id"] and error["e"]["message"] == "ValueError: odd"


def test_a_child_can_be_waited_for_and_cancelled(script):
    assert script.said("c = run.child_run(run_id='my-child'); c.cancel(); print(c.wait_for_completion()['status'])") == "Canceled"
    assert "ActivityFailedException: The child run" in script.refused("c = run.child_run(); c.fail('why'); c.wait_for_completion()")
    assert "each once" in script.refused("run.child_run(run_id='my-child')")


def test_metrics_of_the_whole_family_come_by_their_ids(script):
    out = script.said("c = run.child_run(run_id='kid'); c.log('a', 1); run.log('a', 2); print(run.get_metrics(recursive=True))")
    assert out == "{'digits_1600000000_0a1b2c3d': {'a': 2}, 'kid': {'a': 1}}"


def test_logging_of_an_experiment_inside_a_run_is_a_child(script):
    begin = "from azureml.core import Experiment, Workspace\n"
    script.said("run = Experiment(Workspace.from_config(), 'other').start_logging()\nrun.log('a', 1)\nrun.complete()", begin=begin)
    assert [line["c"]["state"] for line in script.lines("c")] == ["Running", "Completed"]


def test_a_trial_reads_its_sweep_and_writes_to_itself_alone(script):
    script.facts["parent"] = {
        "id": "HD_1",
        "number": 3,
        "name": "",
        "tags": {"max_total_jobs": "8"},
        "properties": {"runTemplate": "HyperDrive"},
    }
    said = script.said(
        """
        sweep = run.parent
        print(sweep.id, sweep.type, sweep.get_status(), sweep.experiment.name, sweep.tags, sweep.get_properties(), sweep == run.parent)
        """
    )
    assert said == "HD_1 hyperdrive Running digits {'max_total_jobs': '8'} {'runTemplate': 'HyperDrive'} True"
    for act in ("log('a', 1)", "tag('a')", "get_metrics()"):
        assert "log and tag on the trial's own run" in script.refused(f"run.parent.{act}")
    assert script.lines() == []
