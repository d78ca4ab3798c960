"""A target whose Python has no fsspec: the agent builds what opens remote storage, once."""

import shutil
import sys
import zipfile
from pathlib import Path

import pytest

UV = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")


@pytest.fixture
def wheel(tmp_path) -> Path:
    """A package that opens no store, so that nothing has to come from an index."""
    file, facts = tmp_path / "nothing_fsspec-1.0-py3-none-any.whl", "nothing_fsspec-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("nothing_fsspec.py", "")
        archive.writestr(f"{facts}/METADATA", "Metadata-Version: 2.1\nName: nothing-fsspec\nVersion: 1.0\n")
        archive.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{facts}/RECORD", "")
    return file


def test_it_is_built_once_for_all_runs_and_what_it_lacks_is_told(machine, wheel, an_input):
    tool = {"python": None, "uv": UV, "requirements": [str(wheel)]}
    wanted = {"inputs": [an_input("s3://team/raw")], "outputs": [], "tool": tool}
    first, second = machine.run("", "first", data=wanted), machine.run("", "second", data=wanted)

    assert "remote storage needs a Python package that is not here: No module named 'fsspec'" in first.detail
    assert second.detail == first.detail
    assert b"Installing what opens remote storage, once for this target" in machine.read("setup.log", "first")
    assert b"Installing" not in machine.read("setup.log", "second")
    assert [path.name.partition("-")[0] for path in (machine.root / "tools").iterdir()] == ["fsspec"]
