import pytest

from runs.runconfig import Document, RunconfigError
from runs.runconfig.environment import BASE_IMAGE

from . import samples

USUAL = samples.SAMPLES / "folder-attach" / "myproject" / ".azureml" / "local"


def edited(text: str, path, value) -> str:
    document = Document.read(text)
    document.set(path, value)
    return document.text


def test_an_edit_keeps_everything_else_to_the_byte():
    document = Document.read('# mine\nscript:   "train.py"   # the one\nTarget: gpu\nnode_count: 1\n')
    document.set("script", "other.py")
    document.set("target", "local")
    assert document.text == '# mine\nscript:   "other.py"   # the one\nTarget: local\nnode_count: 1\n'


EDITS = [
    # scalars keep their quotes and comments
    ("script: 'a.py' # c\n", "script", "it's.py", "script: 'it''s.py' # c\n"),
    ("script: a.py\n", "script", "yes", 'script: "yes"\n'),
    ("script: a.py\n", "script", None, "script:\n"),
    ("script: a.py   # c\n", "script", None, "script:   # c\n"),
    ("maxRunDurationSeconds:   # none\nscript: a\n", "maxRunDurationSeconds", 60, "maxRunDurationSeconds: 60   # none\nscript: a\n"),
    ("nodeCount: 1\n", "nodeCount", 2, "nodeCount: 2\n"),
    ("priority: 010\n", "priority", 10, "priority: 010\n"),
    ("environment:\n  version: 1.10\n", "environment.version", "1.10", "environment:\n  version: 1.10\n"),
    # new keys go where they belong, in the file's own case
    ("script: a\n", "target", "gpu", "script: a\ntarget: gpu\n"),
    ("script: a", "target", "gpu", "script: a\ntarget: gpu"),
    ("script: a\r\n", "nodeCount", 2, "script: a\r\nnodeCount: 2\r\n"),
    ("max_run_duration_seconds: 1\n", "nodeCount", 2, "max_run_duration_seconds: 1\nnode_count: 2\n"),
    ("Script: a\nTarget: b\n", "history.snapshotProject", False, "Script: a\nTarget: b\nHistory:\n  SnapshotProject: false\n"),
    ("", "script", "a.py", "script: a.py\n"),
    ("# only a comment", "script", "a.py", "# only a comment\nscript: a.py\n"),
    ("history: {}\nscript: a\n", "history.outputCollection", True, "history:\n  outputCollection: true\nscript: a\n"),
    ("history:\nscript: a\n", "history.outputCollection", True, "history:\n  outputCollection: true\nscript: a\n"),
    ("history:\n    outputCollection: true\n# c\nscript: a\n", "history.snapshotProject", False,
     "history:\n    outputCollection: true\n    snapshotProject: false\n# c\nscript: a\n"),
    ("spark:\n  configuration:\n    a.b: 1\n", "spark.configuration.c.d", "2", 'spark:\n  configuration:\n    a.b: 1\n    c.d: "2"\n'),
    # lists: item by item, what is alike at both ends stays
    ("arguments:\n- --lr # rate\n- 0.1\n", "arguments", ["--lr", 0.2], "arguments:\n- --lr # rate\n- 0.2\n"),
    ("arguments:\n  - a # 1\n  - b # 2\n  - c # 3\n", "arguments", ["a", "c"], "arguments:\n  - a # 1\n  - c # 3\n"),
    ("arguments:\n  - a\n  - c # 3\n", "arguments", ["a", "b", "c"], "arguments:\n  - a\n  - b\n  - c # 3\n"),
    ("arguments:\n  - c # 3\n", "arguments", ["a", "c"], "arguments:\n  - a\n  - c # 3\n"),
    ("arguments:\n- a\n# end\n", "arguments", [], "arguments: []\n# end\n"),
    ("arguments: [] # none\n", "arguments", ["a"], "arguments: # none\n- a\n"),
    ('arguments: ["a", "b"]\n', "arguments", ["a", "c"], 'arguments: ["a", "c"]\n'),
    ("arguments: [a, b]\n", "arguments", ["a"], "arguments: [a]\n"),
    ('arguments: ["a", 1.0]\n', "arguments", ["b"], 'arguments: ["b"]\n'),
    # an alias can be written over, what it stands for stays
    ("data:\n  x: &a\n    mechanism: mount\n  y: *a # c\n", "data.y", {"mechanism": "direct"},
     "data:\n  x: &a\n    mechanism: mount\n  y: # c\n    mechanism: direct\n"),
    ("data:\n  x: &a\n    mechanism: mount\n  y: *a\n", "data.z.mechanism", "mount",
     "data:\n  x: &a\n    mechanism: mount\n  y: *a\n  z:\n    mechanism: mount\n"),
    # flow and JSON
    ('{"script": "a.py", "nodeCount": 1}', "script", "b.py", '{"script": "b.py", "nodeCount": 1}'),
    ('{\n  "script": "a.py"\n}\n', "nodeCount", 2, '{\n  "script": "a.py",\n  "nodeCount": 2\n}\n'),
    ("{script: a}", "history.snapshotProject", False, "{script: a, history: {snapshotProject: false}}"),
    ("data: {x: {mechanism: mount}}\n", "data.x.mechanism", "download", "data: {x: {mechanism: download}}\n"),
    # texts of several lines
    ("environment:\n  docker:\n    baseDockerfile:\n", "environment.docker.baseDockerfile", "FROM a\nRUN b\n",
     "environment:\n  docker:\n    baseDockerfile: |\n      FROM a\n      RUN b\n"),
    ("environment:\n  docker:\n    baseDockerfile: |\n      FROM a\n      RUN b\n\n# c\nscript: a\n", "environment.docker.baseDockerfile", None,
     "environment:\n  docker:\n    baseDockerfile:\n\n# c\nscript: a\n"),
    # whole maps: key by key
    ("environmentVariables:\n  A: 1 # a\n  B: 2 # b\n", "environmentVariables", {"B": "3", "C": "4"},
     'environmentVariables:\n  B: "3" # b\n  C: "4"\n'),
    ("environment: env.yml\n", "environment", {"name": "mine"}, "environment:\n  name: mine\n"),
    ("environment:\n  name: mine\n  # c\n", "environment", "env.yml", "environment: env.yml\n  # c\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "value", "expected"), EDITS)
def test_an_edit_is_made_where_it_belongs(text, path, value, expected):
    assert edited(text, path, value) == expected


REMOVALS = [
    ("script: a\ntarget: b\n", "script", "target: b\n"),
    ("script: a\ntarget: b", "target", "script: a"),
    ("history:\n  snapshotProject: false\nscript: a\n", "history.snapshotProject", "script: a\n"),
    (
        "history:\n  # why\n  snapshotProject: false # c\n  outputCollection: true\n",
        "history.snapshotProject",
        "history:\n  # why\n  outputCollection: true\n",
    ),
    ('{"a": 1, "script": "x"}', "script", '{"a": 1}'),
    ('{"script": "x", "a": 1}', "script", '{"a": 1}'),
    ("script: a\n", "target", "script: a\n"),
    ("data:\n  x:\n    mechanism: mount\n", "data.x.mechanism", ""),
]


@pytest.mark.parametrize(("text", "path", "expected"), REMOVALS)
def test_a_key_is_taken_out_with_its_line(text, path, expected):
    document = Document.read(text)
    document.unset(path)
    assert document.text == expected


REFUSED = [
    ("a: &x {b: 1}\nhistory: *x\n", "history.outputCollection", "used in several places through an anchor"),
    ("a: &x {outputCollection: true}\nhistory:\n  <<: *x\n", "history.outputCollection", "comes from a merged map"),
    ("environment: env.yml\n", "environment.python.userManagedDependencies", "There is a single value where a section would have to begin"),
]


@pytest.mark.parametrize(("text", "path", "reason"), REFUSED)
def test_an_edit_that_would_change_more_than_its_place_is_refused(text, path, reason):
    document = Document.read(text)
    with pytest.raises(RunconfigError, match=reason) as refused:
        document.set(path, False)
    assert refused.value.line
    assert document.text == text


def test_every_field_of_every_sample_takes_an_edit_and_gives_it_back():
    for path in samples.runconfigs():
        text = samples.read(path)
        document = Document.read(text)
        before = document.get("target"), document.get("nodeCount")
        document.set("target", "elsewhere")
        document.set("nodeCount", 7)
        document.set("environmentVariables", {"A": "b c"})
        assert (document.get("target"), document.get("nodeCount")) == ("elsewhere", 7)
        again = Document.read(document.text)
        assert again.configuration == document.configuration
        again.unset("environmentVariables")
        again.set("target", before[0])
        again.set("nodeCount", before[1])
        assert again.configuration.target == Document.read(text).configuration.target


def test_a_value_that_is_there_already_changes_nothing():
    text = samples.read(USUAL)
    document = Document.read(text)
    for path, value in {"target": "local", "arguments": [], "environment.python.userManagedDependencies": False}.items():
        document.set(path, value)
    document.set("spark.configuration", {"spark.app.name": "Azure ML Experiment", "spark.yarn.maxAppAttempts": 1})
    assert document.text == text


def test_get_gives_what_is_written_then_the_default_then_nothing():
    document = Document.read("Script: a.py\nMystery: {x: 1}\n")
    assert document.get("script") == "a.py"
    assert document.get("nodeCount") == 1
    assert document.get("environment.docker.baseImage") == BASE_IMAGE
    assert document.get("mystery.x") == 1
    assert document.get("nobody.knows") is None
    assert document.explicit("script") and not document.explicit("nodeCount")


def test_lines_count_from_one_and_point_at_the_value():
    document = Document.read("# c\nscript: a.py\nhistory:\n  outputCollection: true\narguments:\n- a\n- b\npriority:\n")
    assert document.lines("script") == (2, 9)
    assert document.lines("history") == (3, 1)
    assert document.lines("history.outputCollection") == (4, 21)
    assert document.lines("arguments.1") == (7, 3)
    assert document.lines("priority") == (8, 1)
    assert document.lines("target") is None


def test_a_name_with_dots_is_one_key_in_a_map_of_the_users_own():
    document = Document.read("spark: {configuration: {spark.app.name: a}}\ndata: {my.set: {mechanism: mount}}\n")
    assert document.get("spark.configuration.spark.app.name") == "a"
    assert document.get(("data", "my.set", "mechanism")) == "mount"


LENIENT = [
    ("NodeCount: '3'", "nodeCount", 3),
    ("node_count: 3", "nodeCount", 3),
    ("nodeCount: 3.9", "nodeCount", 3),
    ("nodeCount: true", "nodeCount", 1),
    ("priority: 010", "priority", 10),
    ("history: {output_collection: 'false'}", "history.outputCollection", True),
    ("history: {outputCollection: no}", "history.outputCollection", True),
    ("history: {outputCollection: ''}", "history.outputCollection", False),
    ("amlCompute: {vmSize: x}", "amlcompute.vmSize", "x"),
    ("communicator: None", "communicator", "None"),
    ("maxRunDurationSeconds:", "maxRunDurationSeconds", None),
    ("arguments: [1e-3, yes, 010, on]", "arguments", [0.001, "yes", 10, "on"]),
    ("environment: null", "environment", None),
    ("environment: .azureml/environment.yml", "environment", ".azureml/environment.yml"),
    ("environment: {docker: {shmSize: 2}}", "environment.docker.shmSize", "2"),
    ("environment: {version: 1.10}", "environment.version", "1.10"),
    ("environmentVariables: {FLAG: true, RATE: 1e-3, none: }", "environmentVariables", {"FLAG": "true", "RATE": "1e-3", "none": None}),
    ("command: [python, x.py]", "command", ["python", "x.py"]),
    ("framework: Foo", "framework", "Foo"),
    ("data: {MyData: {DataLocation: {Dataset: {Name: x}}}}", "data.MyData.dataLocation.dataset.name", "x"),
    ("history: {outputCollection: .inf}", "history.outputCollection", True),
    ("arguments: [.inf, .nan]", "arguments", ["inf", "nan"]),
]


@pytest.mark.parametrize(("text", "path", "value"), LENIENT)
def test_values_are_cast_as_azure_ml_cast_them(text, path, value):
    found = Document.read(text).get(path)
    assert found == value and type(found) is type(value)


def test_a_value_that_no_cast_makes_fit_is_refused_with_its_line():
    document = Document.read("script: a.py\nnodeCount: abc\n")
    with pytest.raises(RunconfigError, match="nodeCount takes a whole number, not 'abc'") as refused:
        _ = document.configuration
    assert (refused.value.line, refused.value.column) == (2, 12)


def test_a_tree_makes_a_document_as_the_sdk_would_write_it():
    document = Document.of(
        {
            "script": "a.py",
            "arguments": ["--lr", 0.1],
            "environment": {"name": None, "python": {"userManagedDependencies": True}},
            "data": {},
        }
    )
    assert (
        document.text
        == "script: a.py\narguments:\n- --lr\n- 0.1\nenvironment:\n  name:\n  python:\n    userManagedDependencies: true\ndata: {}\n"
    )


def test_the_mark_at_the_start_of_a_windows_file_is_kept():
    document = Document.read("\ufeffscript: a.py\r\n")
    document.set("target", "gpu")
    assert document.text == "\ufeffscript: a.py\r\ntarget: gpu\r\n"
