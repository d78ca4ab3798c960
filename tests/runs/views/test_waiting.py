"""The line on a target's page, and what people do with runs that wait."""

import pytest
from django.urls import reverse
from django.utils import timezone

from computes.models import Target
from runs.models import Run

pytestmark = pytest.mark.django_db


def url(name: str, *rest) -> str:
    return reverse(name, args=["vision", *rest])


def shown(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def other(workspace):
    return Target.objects.create(workspace=workspace, name="gpu-box", kind="local", reached=timezone.now(), slots=4)


@pytest.fixture
def cheap_runs(a_run):
    """`cheap_runs(55)`: that many runs that wait, as copies of one."""

    def copy(count: int) -> None:
        model = a_run("Queued")
        kept = {field.attname: getattr(model, field.attname) for field in Run._meta.fields if not field.primary_key}
        rows = [
            Run(**kept | {"key": f"{model.key}{number}", "number": 9 + number, "submission": f"s{number}"}) for number in range(count - 1)
        ]
        Run.objects.bulk_create(rows)

    return copy


def test_the_line_is_shown_in_its_order_with_what_each_asks_for(browse, reader, a_run):
    first, urgent = a_run("Queued", name="first", resources={"gpus": 2, "memory": 2**30}), a_run("Queued", name="urgent", priority=5)
    page = shown(browse(reader).get(url("compute_runs", "local")))
    assert page.index(urgent.key) < page.index(first.key)
    assert "1 GiB of memory and 2 GPUs" in page and "2 in line" in page


def test_what_runs_shows_its_gpus(browse, reader, a_run):
    a_run("Running", resources={"gpus": 2}, gpus=[1, 3])
    assert "GPU 1, GPU 3" in shown(browse(reader).get(url("compute_runs", "local")))


def test_only_the_front_is_listed(browse, reader, cheap_runs):
    cheap_runs(55)
    page = shown(browse(reader).get(url("compute_runs", "local")))
    assert "55 in line" in page and "5 more behind them" in page


@pytest.mark.parametrize(("who", "acts"), [("reader", 0), ("contributor", 2), ("owner", 5)])
def test_each_sees_the_acts_that_they_may_do(request, browse, a_run, who, acts):
    run = a_run("Queued")
    page = shown(browse(request.getfixturevalue(who)).get(url("compute_runs", "local")))
    links = [
        f"{url('compute_moves', 'local')}?run={run.key}",
        url("run_cancellation", run.key),
        url("run_priority", run.key),
        f'{url("compute_moves", "local")}"',
        url("compute_cancellations", "local"),
    ]
    assert sum(link in page for link in links) == acts


def test_a_contributor_moves_a_run(browse, contributor, a_run, other):
    run, stays = a_run("Queued"), a_run("Queued")
    address = f"{url('compute_moves', 'local')}?run={run.key}"
    assert "gpu-box (4 of 4 free)" in shown(browse(contributor).get(address))
    answer = browse(contributor).post(address, {"to": "gpu-box"}, follow=True)
    assert f"{run} waits for gpu-box now." in shown(answer)
    assert list(Run.objects.filter(target=other)) == [run] and list(Run.objects.filter(target__name="local")) == [stays]


def test_a_run_that_was_let_in_meanwhile_stays(browse, contributor, a_run, other):
    run = a_run("Running")
    answer = browse(contributor).post(f"{url('compute_moves', 'local')}?run={run.key}", {"to": "gpu-box"}, follow=True)
    assert "does not wait for local any more" in shown(answer)


@pytest.mark.parametrize("name", ["compute_moves", "compute_cancellations"])
def test_all_of_them_are_for_owners(browse, contributor, reader, stranger, a_run, other, name):
    run = a_run("Queued")
    for member, status in ((contributor, 403), (reader, 403), (stranger, 404)):
        assert browse(member).post(url(name, "local"), {"to": "gpu-box"}).status_code == status
    run.refresh_from_db()
    assert (run.state, run.target.name) == ("Queued", "local")


def test_an_owner_moves_all_and_reads_what_stays(browse, owner, a_run, other):
    small = a_run("Queued")
    big = a_run("Queued", name="the big one", overrides={"resources": {"gpus": 2}}, resources={"gpus": 2})
    Target.objects.filter(pk=other.pk).update(health={"cpus": 1, "gpus": []})
    assert "Move 2 runs that wait" in shown(browse(owner).get(url("compute_moves", "local")))
    page = shown(browse(owner).post(url("compute_moves", "local"), {"to": "gpu-box"}, follow=True))
    assert "1 run waits for gpu-box now." in page
    assert "the big one stays with local: This run asks for 2 GPUs, and gpu-box has none." in page
    assert set(Run.objects.values_list("pk", "target__name")) == {(small.pk, "gpu-box"), (big.pk, "local")}


def test_a_target_that_one_may_not_use_is_not_offered(browse, contributor, a_run, other):
    Target.objects.filter(pk=other.pk).update(everybody=False)
    run = a_run("Queued")
    address = f"{url('compute_moves', 'local')}?run={run.key}"
    assert "No other target" in shown(browse(contributor).get(address))
    assert browse(contributor).post(address, {"to": "gpu-box"}).status_code == 422
    run.refresh_from_db()
    assert run.target.name == "local"


def test_an_owner_cancels_all_that_waits_after_being_asked(browse, owner, a_run):
    running, first, second = a_run("Running"), a_run("Queued"), a_run("NotStarted")
    assert "Cancel 2 runs?" in shown(browse(owner).get(url("compute_cancellations", "local")))
    assert Run.objects.filter(state="Canceled").count() == 0
    page = shown(browse(owner).post(url("compute_cancellations", "local"), follow=True))
    assert "2 runs that waited for local are cancelled." in page
    assert dict(Run.objects.values_list("pk", "state")) == {running.pk: "Running", first.pk: "Canceled", second.pk: "Canceled"}
    assert "Nothing waits for local" in shown(browse(owner).get(url("compute_cancellations", "local")))


def test_an_owner_brings_a_run_forward(browse, owner, contributor, a_run):
    run = a_run("Queued")
    assert browse(contributor).post(url("run_priority", run.key), {"priority": "9"}).status_code == 403
    assert "waits with priority 9 now" in shown(browse(owner).post(url("run_priority", run.key), {"priority": "9"}, follow=True))
    assert browse(owner).post(url("run_priority", run.key), {"priority": "many"}).status_code == 422
    run.refresh_from_db()
    assert run.priority == 9


def test_a_run_that_waits_says_why_and_shows_the_note(browse, contributor, a_run, target):
    Target.objects.filter(pk=target.pk).update(mode="paused", note="A disk is being changed.")
    run = a_run("Queued", reason="Nothing starts on local: it is paused (A disk is being changed); next in line.")
    page = shown(browse(contributor).get(url("run", run.key)))
    assert "target-note" in page and f"{url('compute_moves', 'local')}?run={run.key}" in page
    assert "target-note" not in shown(browse(contributor).get(url("run", a_run("Running").key)))


def test_what_the_pages_cost(browse, owner, cheap_runs, django_assert_max_num_queries):
    cheap_runs(20)
    browser = browse(owner)
    with django_assert_max_num_queries(7):
        browser.get(url("compute_runs", "local"))
    with django_assert_max_num_queries(8):
        browser.get(url("compute_moves", "local"))
