"""Builds by hand: asked for once, shown with their log, removed when nobody uses them."""

import pytest

from runs.environments import building
from runs.environments.overview import place
from runs.models import Environment, EnvironmentBuild, Run
from runs.supervisor import staging

pytestmark = pytest.mark.django_db


def build_page(version) -> str:
    return f"/w/vision/environments/{version.environment_id}/versions/{version.number}/builds/local/"


def ask(browser, version, **others):
    fields = {"version": version.number, "target": "local", "submission": "one"} | others
    return browser.post(f"/w/vision/environments/{version.environment_id}/builds/", fields)


def test_a_click_asks_for_one_build_and_leads_to_its_log(browse, contributor, an_environment, target):
    version = an_environment()
    browser = browse(contributor)
    assert ask(browser, version).url == build_page(version)
    ask(browser, version)
    run = Run.objects.get()
    assert (run.purpose, run.snapshot, run.configuration, run.environment, run.target) == ("build", None, None, version, target)
    page = browser.get(build_page(version)).content.decode()
    assert f'data-log="{run.key}"' in page and 'data-stream="setup.log"' in page and "Cancel the build" in page


def test_its_job_has_no_code_and_nothing_to_run(an_environment, target, contributor):
    run = building.build(contributor, an_environment(), target, "one", anew=True)
    job = staging.job_of(run)
    assert (job.argv, job.environment["kind"], job.environment["rebuild"]) == ([], "pip", run.key)


def test_a_build_is_in_no_list_of_runs_and_has_no_page_of_a_run(browse, contributor, an_environment, target):
    version = an_environment()
    run = building.build(contributor, version, target, "one")
    browser = browse(contributor)
    assert run.key not in browser.get("/w/vision/runs/").content.decode()
    assert "_environment_builds" not in browser.get("/w/vision/experiments/").content.decode()
    assert browser.get(f"/w/vision/runs/{run.key}/").url == build_page(version)
    assert browser.get(f"/w/vision/runs/{run.key}/metrics/").status_code == 404
    assert browser.get(f"/w/vision/runs/{run.key}/logs/setup.log/window/").status_code == 200
    browser.post(f"/w/vision/runs/{run.key}/cancellation/")
    run.refresh_from_db()
    assert run.state == "CancelRequested"


def test_what_nothing_is_built_for_cannot_be_built(browse, contributor, workspace, target):
    from runs import environments

    frozen = environments.definition({"python": {"userManagedDependencies": True}}, {}, {}.get)
    version = environments.register(workspace, "own", frozen, contributor.user)
    ask(browse(contributor), version)
    assert not Run.objects.exists()


def test_a_build_that_ended_before_its_agent_spoke_is_no_longer_under_way(an_environment, target, contributor, workspace):
    version = an_environment()
    run = building.build(contributor, version, target, "one")
    run.cancel()
    run.move("Canceled")
    found = place(workspace, version, target)
    assert found.build.interrupted and found.under_way is None and found.build.shown == "failed"


def test_rebuilding_what_is_there_leaves_it_ready_until_its_agent_begins(an_environment, target, contributor):
    version = an_environment()
    build = EnvironmentBuild.objects.create(target=target, key=version.key, state="ready")
    building.build(contributor, version, target, "one", anew=True)
    build.refresh_from_db()
    assert build.state == "ready"


def test_a_build_in_use_is_not_removed(browse, contributor, an_environment, target, a_run):
    version = an_environment()
    build = EnvironmentBuild.objects.create(target=target, key=version.key, state="ready")
    a_run("Running", environment=version)
    browse(contributor).post(build_page(version) + "removal/")
    build.refresh_from_db()
    assert build.state == "ready"


def test_one_that_was_only_built_is_deleted_with_what_only_it_has_built(browse, contributor, workspace, an_environment, target):
    alone, shared = an_environment("alone", "a"), an_environment("shared", "b")
    an_environment("other", "b")
    for version in (alone, shared):
        EnvironmentBuild.objects.create(target=target, key=version.key, state="ready")
        run = building.build(contributor, version, target, version.key, anew=True)
        assert not building.delete(workspace, version.environment)  # it is being built
        run.cancel(), run.move("Canceled")
        browse(contributor).post(f"/w/vision/environments/{version.environment_id}/removal/")
    assert list(Environment.objects.values_list("name", flat=True)) == ["other"]
    assert dict(EnvironmentBuild.objects.values_list("key", "state")) == {alone.key: "removing", shared.key: "ready"}
    assert list(Run.objects.values_list("environment", flat=True)) == [None, None]
