"""Builds leave their target when somebody asks for it, stay while a process uses them, and are known to be gone when they are."""

import os
import shutil

import pytest

from computes.agent import locks
from computes.agent.environments.home import Home
from computes.models import Target
from runs.models import EnvironmentBuild, EnvironmentVersion
from runs.supervisor import removing

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_build(target, tmp_path, an_environment):
    """`a_build("numpy")`: what is built of such an environment, in a folder of the target's own, and the row that knows of it."""
    Target.objects.filter(pk=target.pk).update(options={"root": str(tmp_path)})

    def build(line="numpy", state="ready") -> tuple[Home, EnvironmentBuild]:
        key = an_environment(line, line).key
        home = Home(str(tmp_path), key)
        os.close(home.lock())
        number = home.begin("1-abc")
        (tmp_path / "environments" / key / number / "python").write_text("")
        os.chmod(home(number, "python"), 0o700)
        home.finish(number, {"python": "python", "size": 7, "kind": "pip", "seconds": 1.0, "packages": 1})
        return home, EnvironmentBuild.objects.create(target=target, key=key, state=state, size=5, packages="numpy")

    return build


def test_a_removal_is_asked_for_and_carried_out(browse, contributor, a_build, target):
    home, build = a_build()
    page = f"/w/vision/environments/{EnvironmentVersion.objects.get(key=build.key).environment_id}/versions/1/builds/local/"
    browse(contributor).post(page + "removal/")
    assert removing.targets_to_tidy() == [target.pk]
    removing.remove_builds(target.pk)
    build.refresh_from_db()
    assert (build.state, build.size, build.packages) == ("removed", None, "")
    assert not os.path.exists(home.path) and removing.targets_to_tidy() == []


def test_a_target_that_does_not_answer_is_asked_again(a_build, target, tmp_path):
    home, build = a_build(state="removing")
    Target.objects.filter(pk=target.pk).update(options={"root": str(tmp_path), "python": "/nowhere/python"})
    removing.remove_builds(target.pk)
    build.refresh_from_db()
    assert build.state == "removing" and removing.targets_to_tidy() == [target.pk] and os.path.exists(home.path)


def test_what_a_process_uses_stays_and_says_so(a_build, target):
    home, build = a_build(state="removing")
    held = locks.share(home("1", "use"))
    removing.remove_builds(target.pk)
    os.close(held)
    build.refresh_from_db()
    assert build.state == "ready" and "It was not removed. A run uses environment" in build.reason and os.path.exists(home.path)


def test_what_was_removed_by_hand_is_no_longer_known_as_ready(a_build, target):
    (home, gone), (_, there) = a_build("numpy"), a_build("scipy")
    shutil.rmtree(home.path)
    removing.take_stock(target.pk)
    gone.refresh_from_db(), there.refresh_from_db()
    assert (gone.state, gone.reason) == ("removed", "It is no longer on the target.")
    assert (there.state, there.size) == ("ready", 7)
