"""Data as scripts of Azure ML read it: inputs, datastores, tables of files and of URLs."""

import http.server
import threading

import pytest

CSV = "x,y\n1,a\n2,b\n3,c\n"
FACTORY = "from azureml.data.dataset_factory import TabularDatasetFactory\n"
DATASET = "from azureml.core import Run, Dataset, Datastore, Workspace\nrun = Run.get_context()\nws = run.experiment.workspace\n"


@pytest.fixture
def store(script):
    """A datastore's folder, with a table in it."""
    folder = script.folder / "store"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "a.csv").write_text(CSV)
    script.facts |= {"datastores": {"workspaceblobstore": str(folder), "far": None}, "default_datastore": "workspaceblobstore"}
    return folder


def given(script, path, kind="file", mechanism="mount", name="iris"):
    dataset = {"name": name, "version": 2}
    script.facts["inputs"] = {"data": {"kind": kind, "path": str(path), "mechanism": mechanism, "dataset": dataset}}


@pytest.mark.parametrize(
    ("named", "rows"),
    [
        ("'a.csv'", 3),
        ("'./*.csv'", 3),
        ("['a.csv', 'a.csv']", 6),
        ("(Datastore.get(ws, 'workspaceblobstore'), 'tables/a.csv')", 3),
        ("[(ws.get_default_datastore(), 'tables/*.csv')]", 3),
        ("ws.get_default_datastore().path('tables')", 3),
        ("'azureml://datastores/workspaceblobstore/paths/tables/a.csv'", 3),
    ],
)
def test_a_table_is_read_from_wherever_it_lies_on_this_machine(script, store, named, rows):
    (script.work / "a.csv").write_text(CSV)
    assert script.said(f"print(len(Dataset.Tabular.from_delimited_files(path={named}).to_pandas_dataframe()))", begin=DATASET) == str(rows)


def test_a_table_can_be_cut(script):
    (script.work / "a.tsv").write_text(CSV.replace(",", ";"))
    out = script.said(
        """
        table = TabularDatasetFactory.from_delimited_files('a.tsv', separator=';')
        print(list(table.drop_columns('y').to_pandas_dataframe()['x']), list(table.keep_columns(['y']).take(1).to_pandas_dataframe()['y']))
        print(list(table.skip(2).to_pandas_dataframe()['x']))
        first, rest = table.random_split(0.5, seed=3)
        print(sorted([*first.to_pandas_dataframe()['x'], *rest.to_pandas_dataframe()['x']]))
        nameless = TabularDatasetFactory.from_delimited_files('a.tsv', header=False, separator=';')
        print(list(nameless.to_pandas_dataframe().columns))
        """,
        begin=FACTORY,
    )
    assert out.splitlines() == ["[1, 2, 3] ['a']", "[3]", "[1, 2, 3]", "['Column1', 'Column2']"]


def test_types_of_columns_can_be_said(script):
    (script.work / "a.csv").write_text(CSV)
    out = script.said(
        """
        from azureml.data import DataType
        table = TabularDatasetFactory.from_delimited_files('a.csv', set_column_types={'x': DataType.to_float(), 'y': DataType.to_string()})
        print(list(table.to_pandas_dataframe()['x']))
        """,
        begin=FACTORY,
    )
    assert out == "[1.0, 2.0, 3.0]"


def test_lines_of_json_are_a_table(script):
    (script.work / "a.jsonl").write_text('{"x": 1}\n{"x": 2}\n')
    assert script.said("print(len(Dataset.Tabular.from_json_lines_files('a.jsonl').to_pandas_dataframe()))", begin=DATASET) == "2"


def test_a_table_that_is_not_there_is_said(script):
    assert "MissingFile: There is no file at nowhere.csv" in script.refused(
        "TabularDatasetFactory.from_delimited_files('nowhere.csv')", begin=FACTORY
    )


def test_reading_without_pandas_names_the_way_out(script):
    (script.work / "a.csv").write_text(CSV)
    (script.work / "pandas.py").write_text("raise ImportError('No module named pandas')")
    refused = script.refused("TabularDatasetFactory.from_delimited_files('a.csv').to_pandas_dataframe()", begin=FACTORY)
    assert refused.endswith("which is not installed here: add pandas to the packages of the run's environment.")


@pytest.fixture
def web():
    """A web server of the test's own; its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/data/bank.csv" else 404)
            self.end_headers()
            self.wfile.write(CSV.encode())

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


READ = "print(len(TabularDatasetFactory.from_delimited_files('{}').to_pandas_dataframe()))"


def test_a_url_is_fetched_once_where_the_internet_is_there(script, web):
    assert script.said(READ.format(f"{web}/data/bank.csv"), begin=FACTORY) == "3"
    assert [path.name for path in (script.folder / "downloads").rglob("*.csv")] == ["bank.csv"]


def test_a_url_that_cannot_be_reached_is_read_from_a_file_of_its_name(script, store):
    (store / "bank.csv").write_text(CSV + "4,d\n")
    assert script.said(READ.format("http://127.0.0.1:9/data/bank.csv"), begin=FACTORY) == "4"
    assert f"{store}/bank.csv is read instead" in script.err


def test_a_copy_kept_under_host_and_path_is_read_without_the_internet(script, store):
    (store / "example.invalid" / "data").mkdir(parents=True)
    (store / "example.invalid" / "data" / "bank.csv").write_text(CSV + "4,d\n5,e\n")
    assert script.said(READ.format("https://example.invalid/data/bank.csv"), begin=FACTORY) == "5"


def test_a_url_that_cannot_be_reached_names_the_way_out(script, web):
    for url in ("http://127.0.0.1:9/data/bank.csv", f"{web}/nowhere/bank.csv"):
        refused = script.refused(READ.format(url), begin=FACTORY)
        assert f"{url} could not be fetched from this machine" in refused
        assert refused.endswith("Put bank.csv beside the script, or into a datastore of the run.")


@pytest.mark.parametrize("mechanism", ["mount", "download"])
def test_an_input_is_its_path_and_can_be_read_too(script, store, mechanism):
    given(script, store / "tables", mechanism=mechanism)
    out = script.said(
        """
        import os
        data = run.input_datasets['data']
        print(os.listdir(data), str(data) == os.path.realpath(data), data.to_path(), len(data.to_pandas_dataframe()))
        print(os.path.basename(data.download('copy')[0]), os.listdir('copy'))
        with data.mount() as mounted: print(os.listdir(mounted.mount_point))
        with data.mount('there') as mounted: print(os.listdir('there'))
        print(os.path.exists('there'))
        """
    )
    assert out.splitlines() == ["['a.csv'] True ['/a.csv'] 3", "a.csv ['a.csv']", "['a.csv']", "['a.csv']", "False"]


def test_a_direct_input_is_a_dataset(script, store):
    given(script, store / "tables" / "a.csv", kind="tabular", mechanism="direct")
    out = script.said(
        """
        data = run.input_datasets['data']
        print(type(data).__name__, data.name, data.version, len(data.to_pandas_dataframe()))
        print(len(Dataset.get_by_name(ws, 'iris').to_pandas_dataframe()), len(Dataset.get_by_name(ws, name='iris', version=2).to_path()))
        print(len(ws.datasets['iris'].to_pandas_dataframe()), Dataset.get_by_id(ws, 'iris:2').name)
        """,
        begin=DATASET,
    )
    assert out.splitlines() == ["TabularDataset iris 2 3", "3 1", "3 iris"]


def test_an_input_that_the_run_has_not_is_said(script):
    refused = script.refused("run.input_datasets['data']")
    assert "This run has no input 'data' (it has none)" in refused
    assert script.said("print(run.input_datasets.get('data'), 'data' in run.input_datasets)") == "None False"
    assert script.said("try: run.input_datasets['data']\nexcept KeyError: print('caught')") == "caught"


def test_a_dataset_that_the_run_was_not_given_names_the_way_out(script, store):
    refused = script.refused("Dataset.get_by_name(ws, 'nobody')", begin=DATASET)
    assert "NotSupportedHere: The dataset 'nobody' is not among the inputs of this run" in refused and "data section" in refused
    given(script, store)
    assert "version 2 of the dataset 'iris', not 3" in script.refused("Dataset.get_by_name(ws, 'iris', version=3)", begin=DATASET)


def test_a_dataset_in_a_folder_can_be_asked_for_without_being_an_input(script, store):
    script.facts["datasets"] = {"iris": {"id": "6f7c", "version": 3, "kind": "tabular", "path": str(store / "tables" / "a.csv")}}
    ask = "print(len(Dataset.get_by_name(ws, 'iris').to_pandas_dataframe()), Dataset.get_by_id(ws, '6f7c').version, list(ws.datasets))"
    assert script.said(ask, begin=DATASET) == "3 3 ['iris']"


def test_a_datastore_is_its_folder(script, store):
    (script.work / "new").mkdir()
    (script.work / "new" / "b.txt").write_text("b")
    out = script.said(
        """
        import os
        ds = Datastore.get(ws, 'workspaceblobstore')
        print(ds.name, os.listdir(str(ds.path('tables').as_mount())), os.listdir(ds.path('tables')))
        print(ds.download('got', prefix='tables'), os.listdir('got/tables'))
        ds.upload('new', 'up', overwrite=True); ds.upload_files(['new/b.txt'], target_path='single')
        """,
        begin=DATASET,
    )
    assert out.splitlines() == ["workspaceblobstore ['a.csv'] ['a.csv']", "1 ['a.csv']"]
    assert (store / "up" / "b.txt").read_text() == (store / "single" / "b.txt").read_text() == "b"


def test_a_datastore_without_a_folder_here_names_the_way_out(script, store):
    assert "NotSupportedHere: The datastore 'far' has no folder" in script.refused(
        "Datastore.get(ws, 'far').path('x').__fspath__()", begin=DATASET
    )
    assert "knows no datastore 'other' (it has far, workspaceblobstore)" in script.refused("Datastore.get(ws, 'other')", begin=DATASET)
    (script.work / "a.txt").write_text("a")
    assert "leads out of the datastore" in script.refused("ws.get_default_datastore().upload('.', '../../x')", begin=DATASET)
