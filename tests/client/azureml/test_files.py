"""Files that a run keeps: uploaded under a name, listed, copied back."""

import pytest


def test_names_below_outputs_and_logs_lie_there_and_others_below_files(script):
    (script.work / "a.txt").write_text("abc")
    script("for name in ('outputs/a.txt', 'logs/x/a.txt', 'a.txt', './deep/a.txt'): run.upload_file(name, 'a.txt')")
    assert script.files() == {"outputs/a.txt", "logs/x/a.txt", "files/a.txt", "files/deep/a.txt"}
    assert [line["a"]["path"] for line in script.lines()] == ["outputs/a.txt", "logs/x/a.txt", "a.txt", "deep/a.txt"]
    assert {line["a"]["size"] for line in script.lines()} == {3}


def test_streams_of_bytes_and_of_text_are_kept(script):
    script("import io\nrun.upload_file('a', io.BytesIO(b'a' * 3_000_000))\nrun.upload_file(name='b', path_or_stream=io.StringIO('ä'))")
    assert (script.folder / "files" / "a").stat().st_size == 3_000_000
    assert (script.folder / "files" / "b").read_text() == "ä"


def test_a_name_is_given_once(script):
    (script.work / "a.txt").write_text("abc")
    refused = script.refused("run.upload_file('x', 'a.txt')\nrun.upload_file('x', 'a.txt')")
    assert "UserErrorException: Resource Conflict: ArtifactId x already exists" in refused


def test_what_the_script_wrote_into_outputs_itself_can_be_uploaded_under_that_name(script):
    (script.work / "outputs").symlink_to(script.folder / "outputs")
    script.said("open('outputs/model.pkl', 'w').write('m')\nrun.upload_file('outputs/model.pkl', './outputs/model.pkl')")
    assert script.files() == {"outputs/model.pkl"}
    assert "Resource Conflict" in script.refused("run.upload_file('outputs/model.pkl', 'outputs/model.pkl')")


def test_of_several_processes_that_upload_one_name_one_wins(script):
    (script.work / "a.txt").write_text("abc")
    script(
        """
        import subprocess, sys
        code = "from azureml.core import Run; Run.get_context().upload_file('x', 'a.txt')"
        running = [subprocess.Popen([sys.executable, '-c', code], stderr=subprocess.DEVNULL) for _ in range(4)]
        print(sorted(each.wait() for each in running))
        """
    )
    assert script.out.strip() == "[0, 1, 1, 1]"


@pytest.mark.parametrize("name", ["../x", "a/../../x", "", "/", "outputs/../../x"])
def test_a_name_that_leads_out_is_refused(script, name):
    (script.work / "a.txt").write_text("abc")
    assert "cannot be the name of a file" in script.refused(f"run.upload_file({name!r}, 'a.txt')")
    assert script.files() == set()


def test_a_link_does_not_lead_out_either(script):
    (script.work / "a.txt").write_text("abc")
    (script.folder / "outputs" / "out").symlink_to("/tmp")
    assert "leads out of the run's files" in script.refused("run.upload_file('outputs/out/x', 'a.txt')")


def test_a_file_that_is_not_there_is_said(script):
    assert "There is no file" in script.refused("run.upload_file('x', 'nowhere')")
    assert script.said("try: run.upload_file('x', 'nowhere')\nexcept FileNotFoundError: print('caught')") == "caught"
    (script.work / "nowhere").write_text("now it is")
    assert script("run.upload_file('x', 'nowhere')")[-1]["a"]["path"] == "x"


def test_files_and_folders_are_kept_at_once(script):
    for name in ("one", "sub/two"):
        path = script.work / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    script("run.upload_folder('kept', path='folder')\nrun.upload_files(names=['a', 'b'], paths=['folder/one', 'folder/sub/two'])")
    assert script.files() == {"files/kept/one", "files/kept/sub/two", "files/a", "files/b"}
    assert "There is no folder" in script.refused("run.upload_folder('x', 'nowhere')")
    assert "a path for each name" in script.refused("run.upload_files(['a'], [])")


def test_the_names_of_all_files_are_listed(script):
    (script.folder / "outputs" / "own.txt").write_text("by the script itself")
    assert script.said("import io\nrun.upload_file('x/y', io.BytesIO(b''))\nprint(run.get_file_names())") == "['outputs/own.txt', 'x/y']"


def test_files_are_copied_back(script):
    for name in ("a/one.txt", "a/two.txt", "b.txt"):
        path = script.folder / "outputs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    script.said(
        """
        run.download_file('outputs/b.txt')
        run.download_file('outputs/b.txt', 'deep/other.txt')
        run.download_files('outputs/a', 'all')
        run.download_files(prefix='outputs/a', output_directory='short', append_prefix=False)
        """
    )
    found = {str(path.relative_to(script.work)) for path in script.work.rglob("*") if path.is_file()}
    assert found == {"b.txt", "deep/other.txt", "all/outputs/a/one.txt", "all/outputs/a/two.txt", "short/one.txt", "short/two.txt"}
    assert "get_file_names() lists" in script.refused("run.download_file('outputs/nowhere')")


def test_a_model_is_files_of_the_run_and_a_name(script):
    (script.folder / "outputs" / "model.pkl").write_text("weights")
    out = script.said(
        """
        from azureml.core.model import Model
        model = run.register_model('net', model_path='outputs/model.pkl', tags={'a': 1}, description='d',
                                   model_framework=Model.Framework.SCIKITLEARN, model_framework_version='1.0')
        print(model.name, model.tags, Model.get_model_path('net').endswith('/outputs/model.pkl'))
        """
    )
    assert out == "net {'a': '1'} True"
    told = script.lines("m")[0]["m"]
    assert (told["name"], told["path"], told["framework"], told["tags"]) == ("net", "outputs/model.pkl", "ScikitLearn", {"a": "1"})


def test_a_model_of_a_local_file_is_uploaded_first(script):
    (script.work / "model.pkl").write_text("weights")
    script.said("from azureml.core import Model\nModel.register(run.experiment.workspace, 'model.pkl', 'net', tags={'x': 'y'})")
    assert script.lines("m")[0]["m"]["path"] == "models/net/model.pkl"
    assert script.files() == {"files/models/net/model.pkl"}


def test_a_model_without_files_is_refused(script):
    refused = script.refused("run.register_model('net', 'outputs/model.pkl')")
    assert "ModelPathNotFoundException: There is no file or folder 'outputs/model.pkl'" in refused
    assert "ModelNotFoundException" in script.refused("from azureml.core import Model\nModel.get_model_path('net')")
