"""The table of kinds of compute target."""

import pytest

from computes.errors import ComputeError
from computes.kinds import KINDS, open_target
from computes.launchers.dummy import DummyLauncher
from computes.values import Handle, Health, Status


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(ComputeError, match="no kind of compute target called 'cloud'; there are"):
        open_target("cloud", {})


def test_what_is_missing_is_named_as_the_form_names_it():
    with pytest.raises(ComputeError, match="lacks its Folder"):
        open_target("local", {})


def test_opening_a_target_reaches_nothing(tmp_path):
    nowhere = {"host": "nowhere.invalid", "user": "nobody", "container": "nothing", "engine": "unix:///nowhere"}
    for kind in KINDS:
        open_target(kind, {"root": str(tmp_path / "nowhere"), "python": "/no/python", **nowhere})
    assert not (tmp_path / "nowhere").exists()


def test_values_survive_their_way_through_json():
    handle = Handle("process", 1, {"job": "x"})
    assert Handle.from_dict(handle.to_dict()) == handle
    assert Status.from_dict({"phase": "running", "of a later version": 1}) == Status("running")
    assert Health.from_dict({"cpus": 4, "of a later version": 1}).cpus == 4


# -- the dummy: what it insists on -------------------------------------------------------------------------------------


def test_the_dummy_refuses_handles_it_never_gave_and_other_jobs_under_a_used_id(tmp_path):
    from computes.values import Job

    _, dummy = open_target("dummy", {"root": str(tmp_path)})
    assert isinstance(dummy, DummyLauncher)
    handle = dummy.submit(Job("job", ["true"]))
    with pytest.raises(ComputeError, match="never given"):
        dummy.poll({"other": Handle("dummy", 1, {"job": "other"})})
    with pytest.raises(ComputeError, match="never given"):
        dummy.cancel(Handle("process", 1, handle.data))
    with pytest.raises(ComputeError, match="as a different job"):
        dummy.submit(Job("job", ["false"]))
