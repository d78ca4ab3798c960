"""Datastores that are folders of the target."""

import json

import pytest

TELL = "import os, json, sys; print(json.dumps([os.environ['AZUREML_DATAREFERENCE_raw'], sys.argv[1:]]))"


@pytest.fixture
def store(tmp_path):
    folder = tmp_path / "store"
    (folder / "train").mkdir(parents=True)
    (folder / "train" / "a.csv").write_text("1,2\n")
    (folder / "b.csv").write_text("3,4\n")
    return folder


def test_a_mounted_folder_is_used_where_it_lies(machine, store, an_input, data):
    machine.run(TELL, data=data([an_input(store, mode="mount")]))

    assert json.loads(machine.read("rank-0.log"))[0] == str(store)
    assert not (machine.folder() / "data").exists()


def test_a_path_stands_in_the_arguments_alone_and_inside_an_item(machine, store, an_input, data):
    argv = [
        "python",
        "-S",
        "train.py",
        "$AZUREML_DATAREFERENCE_raw",
        "--data=$AZUREML_DATAREFERENCE_raw/train",
        "$AZUREML_DATAREFERENCE_rawer",
    ]
    machine.run(TELL, argv=argv, data=data([an_input(store, mode="mount")]))

    assert json.loads(machine.read("rank-0.log"))[1] == [str(store), f"--data={store}/train", "$AZUREML_DATAREFERENCE_rawer"]


def test_a_download_copies_the_folder(machine, store, an_input, data):
    machine.run(TELL, data=data([an_input(store)]))

    copied = machine.folder() / "data" / "raw"
    assert json.loads(machine.read("rank-0.log"))[0] == str(copied)
    assert (copied / "train" / "a.csv").read_text() == "1,2\n"
    assert b"Downloaded raw: 2 files, 8 B" in machine.read("setup.log")


def test_a_download_goes_to_its_path_on_compute(machine, store, an_input, data):
    machine.run("print(open('input/b.csv').read())", data=data([an_input(store, path_on_compute="input")]))

    assert machine.read("rank-0.log").strip() == b"3,4"


def test_a_download_of_one_file_gives_the_file(machine, store, an_input, data):
    machine.run("import os; print(open(os.environ['AZUREML_DATAREFERENCE_raw']).read())", data=data([an_input(store / "b.csv")]))

    assert machine.read("rank-0.log").strip() == b"3,4"


def test_files_that_are_there_stay_unless_they_are_to_be_overwritten(machine, store, an_input, data, tmp_path):
    there = tmp_path / "there"
    there.mkdir()
    (there / "b.csv").write_text("old")
    machine.run("", data=data([an_input(store, path_on_compute=str(there))]))
    assert (there / "b.csv").read_text() == "old"
    assert b"overwrite is false" in machine.read("setup.log")

    machine.run("", "again", data=data([an_input(store, path_on_compute=str(there), overwrite=True)]))
    assert (there / "b.csv").read_text() == "3,4\n"


def test_an_upload_copies_out_what_the_script_left(machine, an_output, data, tmp_path):
    script = "import os; open(os.environ['AZUREML_DATAREFERENCE_model'] + '/weights', 'w').write('w')"
    (tmp_path / "models").mkdir()
    machine.run(script, data=data(outputs=[an_output(tmp_path / "models")]))

    assert (tmp_path / "models" / "weights").read_text() == "w"
    assert b"Uploaded model: 1 file, 1 B" in machine.read("setup.log")


def test_an_upload_from_a_path_on_compute_below_outputs(machine, an_output, data, tmp_path):
    script = "open('outputs/model/weights', 'w').write('w'); open('outputs/model/notes', 'w').write('n')"
    machine.run(script, data=data(outputs=[an_output(tmp_path / "models", path_on_compute="outputs/model", globs=["w*"])]))

    assert [path.name for path in (tmp_path / "models").iterdir()] == ["weights"]


def test_an_upload_leaves_out_links_that_lead_elsewhere(machine, an_output, data, tmp_path):
    script = "import os; os.symlink('/etc/passwd', os.environ['AZUREML_DATAREFERENCE_model'] + '/weights')"
    machine.run(script, data=data(outputs=[an_output(tmp_path / "models")]))

    assert not (tmp_path / "models").exists()
    assert b"is not uploaded" in machine.read("setup.log")


def test_a_folder_that_is_not_there_ends_the_run_with_the_reason(machine, an_input, data, tmp_path):
    status = machine.run("print('never')", data=data([an_input(tmp_path / "nowhere", mode="mount")]))

    assert status.reason == "data failed"
    assert status.detail.startswith(f"The data could not be brought: raw: There is no folder {tmp_path / 'nowhere'}")
    assert machine.read("rank-0.log") == b""


def test_a_path_on_compute_that_leaves_the_run_is_refused(machine, store, an_input, data):
    status = machine.run("", data=data([an_input(store, path_on_compute="../../elsewhere")]))

    assert "leaves the folder of the run" in status.detail


def test_a_link_in_the_code_does_not_lead_a_download_out(machine, store, an_input, data, tmp_path):
    code = machine.folder() / "code"
    (code / "input").mkdir(parents=True)
    (code / "input" / "train").symlink_to(tmp_path / "target" / "agent")
    status = machine.run("", data=data([an_input(store, path_on_compute="input")]))

    assert "behind a link that leads out" in status.detail
    assert not (tmp_path / "target" / "agent" / "a.csv").exists()


def test_a_failed_upload_makes_a_good_run_fail(machine, an_output, data, tmp_path):
    script = "import shutil, os; shutil.rmtree(os.environ['AZUREML_DATAREFERENCE_model'])"
    status = machine.run(script, data=data(outputs=[an_output(tmp_path)]))

    assert (status.code, status.reason) == (0, "data failed")
    assert "could not be taken away: model: there is no" in status.detail


def test_a_script_that_failed_keeps_its_own_reason_and_still_uploads(machine, an_output, data, tmp_path):
    script = "import os, sys; open(os.environ['AZUREML_DATAREFERENCE_model'] + '/log', 'w').write('x'); sys.exit(3)"
    status = machine.run(script, data=data(outputs=[an_output(tmp_path / "models")]))

    assert (status.code, status.reason) == (3, "exited")
    assert (tmp_path / "models" / "log").exists()
