"""What is known of built environments, from what agents tell; whatever a script writes into its agent's journal."""

import orjson
import pytest

from runs.models import EnvironmentBuild
from runs.supervisor import builds, news

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef01234567"
READY = {"event": "environment", "key": KEY, "packages": 3, "size": 5_000_000_000, "seconds": 2.5}


def tell(run, *facts: dict) -> EnvironmentBuild | None:
    news.take(run, b"".join(orjson.dumps({"at": 1_700_000_000.0, **fact}) + b"\n" for fact in facts))
    return EnvironmentBuild.objects.first()


@pytest.fixture
def sent_run(a_run):
    """A run whose job was sent with an environment of this key."""

    def arrange(key=KEY):
        run = a_run("Preparing")
        run.note("sent", **{builds.KEY: key})
        return run

    return arrange


def test_a_build_begins_and_is_ready(sent_run):
    run = sent_run()
    assert tell(run, {"event": "building", "key": KEY}).state == "building"
    build = tell(run, READY)
    assert (build.state, build.size, build.seconds, build.uses, build.run) == ("ready", 5_000_000_000, 2.5, 1, run)
    assert build.built is not None


def test_a_run_that_reuses_it_counts_and_builds_nothing(sent_run):
    first, second = sent_run(), sent_run()
    tell(first, {"event": "building", "key": KEY}, READY)
    build = tell(second, READY | {"reused": True, "seconds": 0.01})
    assert (build.uses, build.run, build.seconds) == (2, first, 2.5)


def test_a_run_counts_once_however_often_it_is_told(sent_run):
    run = sent_run()
    assert tell(run, READY, READY, READY).uses == 1


def test_only_the_key_that_was_asked_for_counts(sent_run):
    assert tell(sent_run(), READY | {"key": "f" * 24}, {"event": "environment_failed", "key": "e" * 24}) is None


def test_a_script_that_tells_a_failure_afterwards_changes_nothing(sent_run):
    run = sent_run()
    build = tell(run, READY, {"event": "environment_failed", "key": KEY, "detail": "forged"}, {"event": "building", "key": KEY})
    assert (build.state, build.reason) == ("ready", "")


def test_a_failed_build_says_why(sent_run):
    build = tell(sent_run(), {"event": "building", "key": KEY}, {"event": "environment_failed", "key": KEY, "detail": "no such package"})
    assert (build.state, build.reason) == ("failed", "no such package")


def test_a_build_that_was_cancelled_is_no_longer_under_way(sent_run):
    build = tell(sent_run(), {"event": "building", "key": KEY}, {"event": "finished", "reason": "cancelled", "sizes": {}})
    assert build.state == "failed" and "ended before it was ready" in build.reason


def test_rubbish_in_sizes_and_times_is_left_out(sent_run):
    build = tell(sent_run(), READY | {"size": -1, "seconds": "long"})
    assert (build.state, build.size, build.seconds) == ("ready", None, None)


def test_the_installed_list_is_kept_with_the_build_of_the_run(sent_run):
    run = sent_run()
    tell(run, READY)
    builds.listed(run, "numpy==2.0\n")
    assert EnvironmentBuild.objects.get().packages == "numpy==2.0\n"
