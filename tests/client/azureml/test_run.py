"""Who a run is: its facts, tags, properties, and how it ends."""

import pytest


def test_a_run_knows_its_facts(script):
    out = script.said(
        """
        ws = run.experiment.workspace
        print(run.id, run.number, run.name, run.experiment.name, ws.name, run.type, run.parent, run.get_status(), run.get_portal_url())
        print(run.get_environment().name, run.get_environment().version, run.get_details()['runId'] == run.id)
        """
    )
    first, second = out.splitlines()
    assert first == (
        "digits_1600000000_0a1b2c3d 7 First try digits Vision team azureml.scriptrun None Running "
        "http://studio/w/vision/runs/digits_1600000000_0a1b2c3d/"
    )
    assert second == "sklearn 2 True"


@pytest.mark.parametrize("how", ["Run.get_context()", "Run.get_submitted_run()", "Run.get_context(allow_offline=False)"])
def test_each_way_of_asking_gives_the_same_run(script, how):
    assert script.said(f"print({how} == run, type({how}).__name__)") == "True Run"


def test_tags_are_set_read_and_removed(script):
    out = script.said(
        """
        run.tag('quality', 'fantastic run'); run.tag('bare'); run.set_tags({'n': 5, 'old': 1}); run.remove_tags('old'); run.remove_tags(['team'])
        print(run.get_tags(), run.tags == run.get_tags())
        """
    )
    assert out == "{'quality': 'fantastic run', 'bare': None, 'n': '5'} True"
    assert [line["g"] for line in script.lines()] == [
        {"tags": {"quality": "fantastic run"}},
        {"tags": {"bare": None}},
        {"tags": {"n": "5", "old": "1"}},
        {"untag": ["old"]},
        {"untag": ["team"]},
    ]


def test_properties_never_change(script):
    assert script.said("run.add_properties({'a': 1}); run.add_properties({'a': '1'}); print(run.properties['a'])") == "1"
    assert "cannot become '2'" in script.refused("run.add_properties({'a': 2})")
    assert "cannot become" in script.refused("run.add_properties({'azureml.git.commit': 'other'})")


def test_its_name_and_description_can_be_said(script):
    assert script.said("run.display_name = 'Better'; run.description = 'why'; print(run.name, run.display_name, run.description)") == (
        "Better Better why"
    )
    assert [line["d"] for line in script.lines()] == [{"name": "Better"}, {"description": "why"}]


def test_complete_leaves_the_end_to_the_script(script):
    assert script.said("run.start(); run.log('a', 1); run.complete(); print(run.status)") == "Running"
    assert len(script.lines()) == 1


def test_fail_says_why(script):
    assert script.said("run.fail('no data', error_code='E1'); run.fail(ValueError('odd')); print('goes on')") == "goes on"
    assert [line["e"] for line in script.lines()] == [
        {"level": "error", "message": "no data", "code": "E1"},
        {"level": "error", "message": "ValueError: odd", "code": ""},
    ]


def test_a_context_manager_tells_of_an_exception_and_lets_it_through(script):
    assert script.refused("with run as same:\n    same.log('a', 1)\n    raise ValueError('odd')") == "ValueError: odd"
    assert script.lines("e")[0]["e"]["message"] == "ValueError: odd"


def test_a_context_manager_takes_a_good_exit_for_one(script):
    script.said("import sys\nwith Run.get_context() as run:\n    sys.exit(0)")
    assert script.lines() == []


@pytest.mark.parametrize(
    "call",
    [
        "run.cancel()",
        "run.wait_for_completion()",
        "run.submit_child(None)",
        "run.take_snapshot('.')",
        "run.restore_snapshot()",
        "run.experiment.submit(None)",
        "run.experiment.get_runs()",
        "Run(run.experiment, 'another_1_2')",
        "run.get_secret('api-key')",
        "run.experiment.workspace.compute_targets",
    ],
)
def test_what_cannot_be_done_is_refused_by_one_error_that_names_the_way_out(script, call):
    refused = script.refused(call)
    assert refused.startswith("azureml.exceptions.NotSupportedHere: ") and ": " in refused.partition(": ")[2], refused


def test_secrets_are_environment_variables(script):
    script.variables = {"API_KEY": "s3cret", "exact-name": "other"}
    out = script.said(
        "print(run.get_secret('api-key'), run.get_secrets(['exact-name']), run.experiment.workspace.get_default_keyvault().get_secret('API_KEY'))"
    )
    assert out == "s3cret {'exact-name': 'other'} s3cret"


@pytest.mark.parametrize(
    "ask", ["Workspace.from_config()", "Workspace.get('any')", "Workspace('sub', 'group', 'name', auth=MsiAuthentication())"]
)
def test_however_a_script_asks_it_gets_the_workspace_of_its_run(script, ask):
    begin = "from azureml.core import Workspace\nfrom azureml.core.authentication import MsiAuthentication\n"
    assert script.said(f"print({ask}.name)", begin=begin) == "Vision team"
