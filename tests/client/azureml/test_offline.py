"""A script in no run: what it logs is printed. The words are those that azureml-core 1.61 printed."""

import pytest

DOCUMENT = "{'x': 1}"


@pytest.mark.parametrize(
    ("call", "printed"),
    [
        ("log('acc', 0.91)", "Attempted to log scalar metric acc:\n0.91"),
        ("log('acc', [1, 2], 'd', step=3)", "Attempted to log scalar metric acc:\n[1, 2]"),
        ("log_list('l', (1, 2))", "Attempted to log list metric l:\n(1, 2)"),
        ("log_row('r', x=1, y=2)", "Attempted to log row metric r:\n{'x': 1, 'y': 2}"),
        ("log_table('t', {'x': [1]})", "Attempted to log table metric t:\n{'x': [1]}"),
        ("log_image('i', path='x.png')", "Attempted to log image metric i:\nx.png"),
        ("log_confusion_matrix('c', {'x': 1})", "Attempted to log confusion_matrix metric c:\n{'x': 1}"),
        ("log_accuracy_table('a', {'x': 1})", "Attempted to log accuracy_table metric a:\n{'x': 1}"),
        ("log_residuals('r', {'x': 1})", "Attempted to log residual metric r:\n{'x': 1}"),
        ("log_predictions('p', {'x': 1})", "Attempted to log predictions metric p:\n{'x': 1}"),
        ("tag('a', 'b')", "Attempted to add tag a with value b"),
        ("set_tags({'a': 1})", "Attempted to set tags {'a': 1}"),
        ("add_properties({'a': 1})", "Attempted to add properties {'a': 1}"),
        ("upload_file('a', 'b')", "Attempted to track file a at b"),
        ("upload_folder('a', 'b')", "Attempted to track folder a at b"),
        ("fail('x', 'c')", "Run failed with error code c:\nx"),
        ("complete()", ""),
        ("cancel()", ""),
    ],
)
def test_each_call_is_printed(script, call, printed):
    assert script.said(f"run.{call}", inside=False) == printed


def test_it_is_known_by_its_id_and_its_class(script):
    begin = "from azureml.core.run import Run, _OfflineRun\nrun = Run.get_context()\n"
    out = script.said("print(run.id[:11], len(run.id), isinstance(run, _OfflineRun), isinstance(run, Run))", inside=False, begin=begin)
    assert out == "OfflineRun_ 47 True False"


def test_children_are_offline_too(script):
    out = script.said("run.id = 'OfflineRun_1'\nwith run.child_run('a') as child: child.log('x', 1)", inside=False)
    assert out == "[START] Run OfflineRun_1.a context\nAttempted to log scalar metric x:\n1\n[STOP] Run OfflineRun_1.a context"


@pytest.mark.parametrize("name", ["experiment", "parent", "input_datasets", "get_metrics", "register_model"])
def test_it_lacks_what_scripts_find_out_by(script, name):
    assert script.said(f"print(hasattr(run, '{name}'))", inside=False) == "False"
    assert f"A run that is not in a studio has no '{name}'" in script.refused(f"run.{name}", inside=False)


def test_there_is_no_workspace_either(script):
    refused = script.refused("from azureml.core import Workspace\nWorkspace.from_config()", inside=False)
    assert "NotSupportedHere: Outside of a run this module knows no workspace" in refused


def test_a_script_may_insist_on_a_run(script):
    assert "RunEnvironmentException: This script is in no run" in script.refused("Run.get_context(allow_offline=False)", inside=False)
