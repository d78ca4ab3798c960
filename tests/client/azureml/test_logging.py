"""`run.log` and its kin, by the rules of Azure ML v1."""

import time

import pytest

CONFUSION = {"schema_type": "confusion_matrix", "schema_version": "v1", "data": {"class_labels": ["a", "b"], "matrix": [[1, 2], [3, 4]]}}
TABLE = [[1, 2, 3, 4], [5, 6, 7, 8]]
ACCURACY = {
    "schema_type": "accuracy_table",
    "schema_version": "v1",
    "data": {
        "probability_tables": [TABLE, TABLE],
        "percentile_tables": [TABLE, TABLE],
        "probability_thresholds": [0.0, 1.0],
        "percentile_thresholds": [0.0, 1.0],
        "class_labels": ["a", "b"],
    },
}
RESIDUALS = {"schema_type": "residuals", "schema_version": "v1", "data": {"bin_edges": [0, 1, 2], "bin_counts": [3, 4]}}
PREDICTIONS = {
    "schema_type": "predictions",
    "schema_version": "v1",
    "data": {"bin_averages": [0.1, 0.2], "bin_errors": [0.01, 0.02], "bin_counts": [3, 4], "bin_edges": [0, 1, 2]},
}


def test_a_number_is_a_point_with_its_time_and_its_step(script):
    before = time.time()
    first, second = script("run.log('acc', 0.91)\nrun.log('acc', 1, 'a description', step=3)")
    assert (first["n"], first["v"], first["s"]) == ("acc", 0.91, None)
    assert (second["v"], second["s"]) == (1, 3)
    assert before - 1 < first["t"] < time.time() + 1


@pytest.mark.parametrize(
    ("value", "kept"),
    [("True", 1), ("np.float32(0.5)", 0.5), ("np.int64(3)", 3), ("np.bool_(False)", 0), ("np.array(2.5)", 2.5), ("float('nan')", "NaN")],
)
def test_what_is_one_number_is_a_point(script, value, kept):
    (point,) = script(f"import numpy as np\nrun.log('x', {value})")
    assert point["v"] == kept


@pytest.mark.parametrize(("value", "kept"), [("'good'", "good"), ("None", None), ("np.str_('x')", "x")])
def test_text_and_none_are_kept_as_text(script, value, kept):
    (line,) = script(f"import numpy as np\nrun.log('x', {value}, 'words')")
    assert line["l"] == {"name": "x", "kind": "text", "columns": {"x": [kept]}, "description": "words"}


@pytest.mark.parametrize("value", ["[1, 2]", "(1, 2)", "np.array([1, 2])", "pd.Series([1, 2])"])
def test_several_values_are_refused_and_the_way_out_is_named(script, value):
    refused = script.refused(f"import numpy as np, pandas as pd\nrun.log('x', {value})")
    assert "The metric 'x' is one value" in refused and "run.log_list" in refused
    assert script.lines() == []


def test_anything_else_is_logged_by_its_words_with_a_warning(script):
    from_path = script("from pathlib import Path\nrun.log('x', Path('here'))\nrun.log('x', Path('there'))")
    assert [line["l"]["columns"]["x"] for line in from_path] == [["here"], ["there"]]
    assert script.err.count("azureml: the metric 'x' is no number or text") == 1
    assert script("run.log('x', {'a': 1})")[-1]["l"]["columns"]["x"] == ["{'a': 1}"]


def test_a_list_is_kept_in_order(script):
    (line,) = script("import numpy as np\nrun.log_list('l', np.arange(3), 'd')")
    assert line["l"] == {"name": "l", "kind": "list", "columns": {"l": [0, 1, 2]}, "description": "d"}


def test_a_long_list_is_told_in_several_lines(script):
    lines = script("run.log_list('l', range(2500))")
    assert [len(line["l"]["columns"]["l"]) for line in lines] == [1000, 1000, 500]
    assert [value for line in lines for value in line["l"]["columns"]["l"]] == list(range(2500))


def test_rows_and_tables_are_kept_by_columns(script):
    row, table = script("run.log_row('r', x=1, y=0.5)\nrun.log_table('t', {'x': [1, 2], 'y': ['a', None]}, 'd')")
    assert row["l"] == {"name": "r", "kind": "table", "columns": {"x": [1], "y": [0.5]}, "description": ""}
    assert table["l"]["columns"] == {"x": [1, 2], "y": ["a", None]}


def test_a_frame_is_a_table(script):
    (line,) = script("import pandas as pd\nrun.log_table('t', pd.DataFrame({'x': [1, 2], 'y': [0.1, float('nan')]}))")
    assert line["l"]["columns"] == {"x": [1, 2], "y": [0.1, "NaN"]}


@pytest.mark.parametrize("table", ["{'x': [1, 2], 'y': [1]}", "{}", "[1, 2]"])
def test_a_table_whose_columns_do_not_fit_is_refused(script, table):
    assert "UserErrorException" in script.refused(f"run.log_table('t', {table})")


def test_a_list_in_a_row_is_refused(script):
    assert "'x' is one value" in script.refused("run.log_row('t', x=[1, 2])")


@pytest.mark.parametrize("document", [CONFUSION, ACCURACY, RESIDUALS, PREDICTIONS], ids=lambda document: document["schema_type"])
def test_a_document_is_kept_as_it_was_given(script, document):
    kind = document["schema_type"]
    as_dict, as_text = script(f"import json\nd = {document!r}\nrun.log_{kind}('x', d, 'words')\nrun.log_{kind}('x', json.dumps(d))")
    assert as_dict["k"] == {"name": "x", "kind": kind, "value": document, "description": "words"}
    assert as_text["k"]["value"] == document


def test_arrays_in_a_document_become_lists(script):
    data = "{'class_labels': np.array(['a', 'b']), 'matrix': np.eye(2, dtype=int)}"
    (line,) = script(f"import numpy as np\nrun.log_confusion_matrix('x', {{'schema_type': 'confusion_matrix', 'data': {data}}})")
    assert line["k"]["value"]["data"] == {"class_labels": ["a", "b"], "matrix": [[1, 0], [0, 1]]}


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("log_confusion_matrix('x', [[1, 2], [3, 4]])", "it is a list"),
        ("log_confusion_matrix('x', 'no json')", "its text is no JSON"),
        ("log_confusion_matrix('x', {'data': {'class_labels': ['a']}})", "its data lacks matrix"),
        ("log_confusion_matrix('x', {'data': {'class_labels': ['a'], 'matrix': [[1, 2]]}})", "is not 1 by 1"),
        ("log_residuals('x', {'schema_type': 'predictions', 'data': {}})", "its schema_type is 'predictions'"),
        ("log_residuals('x', {'data': {'bin_edges': [0, 1], 'bin_counts': [1, 2]}})", "bin_counts has 2 values for 1 bins"),
    ],
)
def test_a_document_that_cannot_be_drawn_is_refused(script, call, why):
    assert why in script.refused(f"run.{call}")
    assert script.lines() == []


def test_what_is_too_long_for_a_line_names_the_way_out(script):
    assert "run.upload_file" in script.refused("run.log('x', 'y' * 2_000_000)")


def test_names_and_words_of_any_language_survive(script):
    (line,) = script("run.log('größe 🙂', 'ja\\n\"nein\"')")
    assert line["l"]["columns"] == {"größe 🙂": ['ja\n"nein"']}


def test_what_was_logged_can_be_read_back(script):
    script(
        """
        for loss in (0.5, 0.25): run.log('loss', loss)
        run.log('best', 0.25); run.log('word', 'good'); run.log('odd', float('inf'))
        run.log_list('list', [1]); run.log_list('list', [2]); run.log_list('short', [9])
        run.log_row('one row', x=1, y=2)
        for x in (1, 2): run.log_row('rows', x=x, y=x * x)
        import json
        print(json.dumps(run.get_metrics())); print(json.dumps(run.get_metrics('loss')))
        """
    )
    everything, loss = script.out.splitlines()
    assert loss == '{"loss": [0.5, 0.25]}'
    expected = '"best": 0.25, "word": "good", "odd": Infinity, "list": [1, 2], "short": 9, "one row": {"x": 1, "y": 2}'
    assert everything == '{"loss": [0.5, 0.25], ' + expected + ', "rows": {"x": [1, 2], "y": [1, 4]}}'
