"""A script in no run: what it logs is printed, as Azure ML v1 did."""

import pytest


def test_a_metric_is_printed(script):
    assert script.said("run.log('acc', 0.91)", inside=False) == "Attempted to log scalar metric acc:\n0.91"
    assert script.said("run.log_list('l', [1, 2])", inside=False) == "Attempted to log list metric l:\n[1, 2]"
    assert script.said("run.log_row('r', x=1)", inside=False) == "Attempted to log row metric r:\n{'x': 1}"
    assert script.said("run.log_table('t', {'x': [1]})", inside=False) == "Attempted to log table metric t:\n{'x': [1]}"


def test_it_is_known_by_its_id_and_its_class(script):
    begin = "from azureml.core.run import Run, _OfflineRun\nrun = Run.get_context()\n"
    out = script.said("print(run.id[:11], len(run.id), isinstance(run, _OfflineRun), isinstance(run, Run))", inside=False, begin=begin)
    assert out == "OfflineRun_ 47 True False"


def test_a_script_comes_to_its_end(script):
    script.said(
        """
        run.tag('a', 1); run.set_tags({'b': 2}); run.remove_tags('a'); run.add_properties({'p': 1})
        assert run.get_tags() == {'b': 2} and run.properties == {'p': 1}
        run.upload_file('outputs/x', 'x'); run.upload_folder('x', 'y'); run.log_image('i', path='x.png')
        with run.child_run() as child:
            child.log('a', 1); assert child.parent is run
        assert run.get_metrics() == {} and run.get_file_names() == [] and list(run.get_children()) == []
        run.register_model('m', 'outputs/m'); run.flush(); run.complete(); assert run.get_status() == 'Completed'
        """,
        inside=False,
    )


def test_it_has_no_experiment_which_scripts_ask_for(script):
    assert script.said("print(hasattr(run, 'experiment'))", inside=False) == "False"
    refused = script.refused("from azureml.core import Workspace\nWorkspace.from_config()", inside=False)
    assert "NotSupportedHere: Outside of a run this module knows no workspace" in refused


def test_a_script_may_insist_on_a_run(script):
    assert "RunEnvironmentException: This script is in no run" in script.refused("Run.get_context(allow_offline=False)", inside=False)


@pytest.mark.parametrize("value", ["[1, 2]", "{}"])
def test_what_could_not_be_logged_in_a_run_is_refused_here_too(script, value):
    assert "UserErrorException" in script.refused(f"run.log('x', {value})", inside=False)
