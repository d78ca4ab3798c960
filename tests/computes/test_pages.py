"""The pages of compute targets: what is known of them, what runs there, how many at once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from computes.models import Target

pytestmark = pytest.mark.django_db
HEALTH = {
    "cpus": 8,
    "cpu_load": 2.0,
    "memory_total": 64 * 10**9,
    "memory_used": 16 * 10**9,
    "disk_total": 10**12,
    "disk_free": 4 * 10**11,
    "gpus": [
        {
            "index": 0,
            "name": "NVIDIA <L4>",
            "memory_total": 24 * 10**9,
            "memory_used": 10**9,
            "utilization": 37,
            "processes": [{"pid": 4711, "name": "python", "memory": 10**9}],
        }
    ],
    "python": "3.11.7",
    "git": "2.47",
    "uv": None,
    "hostname": "bench",
    "time": 1.0,
}


def url(name: str, *rest, slug="vision") -> str:
    return reverse(name, args=[slug, *rest])


@pytest.fixture
def healthy(target):
    target.answered(HEALTH)
    target.refresh_from_db()
    return target


def test_the_list_says_how_each_target_is(browse, reader, healthy):
    Target.objects.create(workspace=healthy.workspace, name="gone", kind="local", unreachable=timezone.now(), trouble="No route to host")
    Target.objects.create(workspace=healthy.workspace, name="fresh", kind="local")
    page = browse(reader).get(url("computes")).content.decode()
    assert [word in page for word in ("Reachable", "Not answering", "Not reached yet")] == [True] * 3


def test_the_page_shows_what_the_machine_has_and_who_is_on_it(browse, reader, healthy):
    page = browse(reader).get(url("compute", "local")).content.decode()
    for word in ("bench", "3.11.7", "on 8<", "16.0 GB", "NVIDIA &lt;L4&gt;", "37 %", "4711", "missing"):
        assert word in page, word


def test_a_machine_without_gpus_says_so(browse, reader, healthy):
    healthy.answered(HEALTH | {"gpus": []})
    assert "none that nvidia-smi knows of" in browse(reader).get(url("compute", "local")).content.decode()


def test_a_machine_that_does_not_answer_says_since_when_and_why(browse, reader, healthy):
    healthy.silent("Permission denied (publickey).")
    page = browse(reader).get(url("compute", "local")).content.decode()
    assert "Not answering" in page
    assert "Permission denied (publickey)." in page


@pytest.mark.parametrize(("part", "word"), [("head", "Reachable"), ("health", "3.11.7"), ("gpus", "NVIDIA &lt;L4&gt;")])
def test_a_live_part_comes_alone(browse, reader, healthy, part, word):
    answer = browse(reader).get(url("compute", "local"), {"part": part}).content.decode()
    assert "<html" not in answer
    assert word in answer


def test_a_stranger_sees_no_target(browse, stranger, healthy):
    for name, rest in [("computes", []), ("compute", ["local"]), ("compute_runs", ["local"])]:
        assert browse(stranger).get(url(name, *rest)).status_code == 404
    assert browse(stranger).get(url("compute", "local", slug="speech")).status_code == 404
    assert browse(stranger).get(url("compute_runs", "local", slug="speech")).status_code == 404
    assert "local" not in browse(stranger).get(url("computes", slug="speech")).content.decode().split("<main")[1]


def test_an_owner_changes_the_slots(browse, owner, healthy):
    page = browse(owner).post(url("compute_slots", "local"), {"slots": "5"}, follow=True).content.decode()
    healthy.refresh_from_db()
    assert healthy.slots == 5
    assert "local takes 5 runs at once now." in page


def test_saving_the_slots_leaves_the_lease_alone(browse, owner, healthy):
    token = healthy.lease(60)
    browse(owner).post(url("compute_slots", "local"), {"slots": "5"})
    healthy.renew(token, 60)


@pytest.mark.parametrize("slots", ["0", "257", "-1", "many", ""])
def test_a_number_that_makes_no_sense_is_refused(browse, owner, healthy, slots):
    answer = browse(owner).post(url("compute_slots", "local"), {"slots": slots})
    assert answer.status_code == 422
    healthy.refresh_from_db()
    assert healthy.slots == 2


@pytest.mark.parametrize("who", ["reader", "contributor"])
def test_only_owners_change_the_slots(request, browse, healthy, who):
    browser = browse(request.getfixturevalue(who))
    assert browser.post(url("compute_slots", "local"), {"slots": "5"}).status_code == 403
    assert url("compute_slots", "local") not in browser.get(url("compute", "local")).content.decode()


def test_what_runs_and_what_waits_in_line(browse, reader, a_run):
    running = a_run("Running", name="the running one")
    first = a_run("Queued", name="first in line", reason="All 2 slots are taken; next in line.")
    second = a_run("NotStarted", name="second in line")
    a_run("Completed", name="over and done")
    page = browse(reader).get(url("compute_runs", "local")).content.decode()
    assert "1 of 2 slots taken" in page
    assert page.index(running.key) < page.index(first.key) < page.index(second.key)
    assert "next in line." in page
    assert "over and done" not in page


def test_the_part_for_the_targets_page(browse, reader, target):
    part = browse(reader).get(url("compute_runs", "local"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Nothing runs here now" in part


@pytest.mark.parametrize(("name", "rest", "most"), [("computes", [], 6), ("compute", ["local"], 5), ("compute_runs", ["local"], 7)])
def test_what_a_page_costs(name, rest, most, browse, reader, contributor, a_run, workspace, django_assert_max_num_queries):
    for number in range(10):
        a_run("Running", by=contributor)
        Target.objects.create(workspace=workspace, name=f"other-{number}", kind="local", health=HEALTH)
    browser = browse(reader)
    with django_assert_max_num_queries(most):
        browser.get(url(name, *rest))
