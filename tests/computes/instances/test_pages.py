"""The pages of compute instances: who sees what, what is refused, and what is asked of the workers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from computes.models import Act, Errand, Instance, InstanceState, Target

pytestmark = pytest.mark.django_db


def url(name: str, *rest) -> str:
    return reverse(name, args=["vision", *rest])


@pytest.fixture
def engine(workspace) -> Target:
    health = {"cpus": 8, "gpus": [{"index": 0}, {"index": 1}], "docker": {"version": "20.10"}}
    return Target.objects.create(workspace=workspace, name="engine", kind="docker", health=health, reached=timezone.now())


@pytest.fixture
def an_instance(workspace, engine):
    """`an_instance(contributor, "Running")`: a row alone."""

    def arrange(member, state=InstanceState.RUNNING, name="ada-box", **fields) -> Instance:
        target = Target.objects.create(
            workspace=workspace, name=name, kind="instance", options={"container": "none"}, owner=member.user, created_by=member.user
        )
        facts = {"host": engine, "image": "python:3.11-slim", "active_at": timezone.now()} | fields
        return Instance.objects.create(target=target, state=state, **facts)

    return arrange


def test_whoever_has_none_is_told_what_they_are_for(browse, contributor, reader, workspace):
    page = browse(contributor).get(url("compute_instances")).content.decode()
    assert "None takes containers yet" in page
    assert "Ask one of its owners" in browse(reader).get(url("compute_instances")).content.decode()


def test_each_sees_their_own_and_owners_all(browse, contributor, owner, reader, stranger, an_instance):
    an_instance(contributor)
    assert "ada-box" in browse(contributor).get(url("compute_instances")).content.decode()
    assert "Carl’s" in browse(owner).get(url("compute_instances")).content.decode()
    assert "ada-box" not in browse(reader).get(url("compute_instances")).content.decode()
    assert browse(reader).get(url("compute_instance", "ada-box")).status_code == 404
    assert browse(stranger).get(url("compute_instance", "ada-box")).status_code == 404


def test_the_list_takes_the_same_queries_however_many_there_are(browse, contributor, an_instance, django_assert_max_num_queries):
    for number in range(5):
        an_instance(contributor, name=f"box-{number}")
    client = browse(contributor)
    with django_assert_max_num_queries(6):
        client.get(url("compute_instances"))


def test_creating_one_asks_a_worker_for_it(browse, contributor, engine):
    given = {
        "name": "ada-box",
        "host": engine.pk,
        "image": "python:3.11-slim",
        "cpus": "2",
        "memory": "4g",
        "gpus": "1",
        "idle_minutes": "30",
    }
    answer = browse(contributor).post(url("compute_instance_new"), given)
    assert answer.url == url("compute_instance", "ada-box")
    instance = Instance.objects.get()
    assert (instance.state, instance.cpus, instance.memory, instance.gpus, instance.idle_minutes) == ("Creating", 2, 4 * 2**30, [1], 30)
    assert instance.target.owner == contributor.user
    assert Errand.objects.get().kind == "instance_create"
    page = browse(contributor).get(answer.url).content.decode()
    assert "Creating" in page
    assert "created it on engine" in page


@pytest.mark.parametrize(("given", "sentence"), [
    ({"name": "new"}, "reserved name"),
    ({"name": "1x"}, "starts with a letter"),
    ({"cpus": "99"}, "engine has 8 processors"),
    ({"memory": "much"}, "Write a size"),
    ({"gpus": "7"}, "gives out no GPU 7"),
    ({"image": "two words"}, "Name an image"),
])  # fmt: skip
def test_what_is_refused_says_why_beside_its_field(browse, contributor, engine, given, sentence):
    answer = browse(contributor).post(url("compute_instance_new"), {"name": "ada-box", "host": engine.pk, "image": "python:3.11"} | given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Instance.objects.exists()


def test_a_host_that_is_kept_to_others_is_not_offered(browse, contributor, engine):
    Target.objects.filter(pk=engine.pk).update(everybody=False)
    assert "No machine takes containers" in browse(contributor).get(url("compute_instance_new")).content.decode()


@pytest.mark.parametrize(("state", "offered"), [
    ("Running", {"restart", "stop", "delete"}),
    ("Stopped", {"start", "delete"}),
    ("CreateFailed", {"delete"}),
    ("Stopping", set()),
])  # fmt: skip
def test_a_page_offers_what_its_state_allows(browse, contributor, an_instance, state, offered):
    an_instance(contributor, state)
    page = browse(contributor).get(url("compute_instance", "ada-box") + "?part=now").content.decode()
    found = {word for word in ("restart", "stop", "delete") if f'data-dialog="{word}"' in page}
    assert found | ({"start"} if 'value="start"' in page else set()) == offered


def test_an_owner_of_the_workspace_stops_and_deletes_those_of_others_and_no_more(browse, owner, contributor, an_instance):
    instance = an_instance(contributor)
    client = browse(owner)
    page = client.get(url("compute_instance", "ada-box")).content.decode()
    assert "JupyterLab" not in page.partition("What was done")[0]
    assert client.post(url("compute_instance_lab", "ada-box")).status_code == 403
    assert client.get(url("compute_instance_lab", "ada-box")).status_code == 403
    assert client.post(url("compute_instance_idle", "ada-box"), {"idle_minutes": ""}).status_code == 403
    assert client.post(url("compute_instance_operations", "ada-box"), {"operation": "restart"}).status_code == 403
    assert client.post(url("compute_instance_operations", "ada-box"), {"operation": "stop"}).status_code == 302
    instance.refresh_from_db()
    assert instance.state == "Stopping"
    assert Act.objects.get(kind="instance").text == "asked that it be stopped"


def test_who_became_a_reader_starts_it_no_more(browse, contributor, an_instance):
    an_instance(contributor, "Stopped")
    contributor.workspace.members.filter(pk=contributor.pk).update(role="reader")
    assert browse(contributor).post(url("compute_instance_operations", "ada-box"), {"operation": "start"}).status_code == 403


def test_what_the_state_forbids_is_said(browse, contributor, an_instance):
    an_instance(contributor, "Stopped")
    answer = browse(contributor).post(url("compute_instance_operations", "ada-box"), {"operation": "stop"}, follow=True)
    assert "ada-box is stopped: it cannot be stopped now." in answer.content.decode()


def test_it_says_when_it_will_be_stopped(browse, contributor, an_instance):
    instance = an_instance(contributor, idle_minutes=60)
    client = browse(contributor)
    assert "if nothing happens" in client.get(url("compute_instance", "ada-box")).content.decode()
    Instance.objects.filter(pk=instance.pk).update(active_at=timezone.now() - timedelta(minutes=55))
    assert "it is stopped at" in client.get(url("compute_instance", "ada-box")).content.decode()
    client.post(url("compute_instance_idle", "ada-box"), {"idle_minutes": ""})
    assert "never by itself" in client.get(url("compute_instance", "ada-box")).content.decode()


def test_opening_jupyterlab_asks_for_it_and_goes_on_to_it_once_it_answers(browse, contributor, an_instance):
    instance = an_instance(contributor)
    client = browse(contributor)
    answer = client.post(url("compute_instance_lab", "ada-box"), follow=True)
    assert "JupyterLab is being set up" in answer.content.decode()
    assert Errand.objects.get().kind == "instance_setup"
    Instance.objects.filter(pk=instance.pk).update(state="Running", address="10.0.0.2:1", token="x")
    part = client.get(url("compute_instance_lab", "ada-box") + "?part=now", headers={"hx-request": "true"})
    assert part.headers["HX-Redirect"] == "/w/vision/computes/ada-box/lab/"


def test_a_broken_lab_says_what_to_do(browse, contributor, an_instance):
    an_instance(contributor, "SetupFailed", trouble="The package index does not answer.")
    page = browse(contributor).get(url("compute_instance_lab", "ada-box")).content.decode()
    assert "The package index does not answer." in page
    assert "Open JupyterLab" in page
