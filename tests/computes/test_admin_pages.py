"""The pages with which owners run a room full of machines, and who may open and use them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from computes import health
from computes.models import Act, Errand, Mode, Outage, Sample, Target
from runs.watching import TargetsWatch, TargetWatch

pytestmark = pytest.mark.django_db
GPU = {"index": 0, "name": "NVIDIA L4", "memory_total": 24 * 10**9, "memory_used": 10**9, "utilization": 37}
HEALTH = {"cpus": 8, "cpu_load": 2.0, "memory_total": 10, "memory_used": 5, "disk_total": 10, "disk_free": 5, "gpus": [GPU], "time": 1.0}
READ = [("compute", []), ("compute_charts", []), ("compute_charts_data", []), ("compute_disk", []), ("compute_history", [])]
OWNED = [("compute_mode", ["paused"]), ("compute_note", []), ("compute_cleaning", []), ("compute_detachment", [])]
ASKED = [("compute_counting", []), ("compute_agent", [])]


def url(name: str, *rest, slug="vision") -> str:
    return reverse(name, args=[slug, *rest])


@pytest.fixture
def target(target):
    target.answered(HEALTH, 12.0)
    return Target.objects.get(pk=target.pk)


# -- who may ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "rest"), READ)
def test_a_reader_sees_the_tabs_and_a_stranger_none(browse, reader, stranger, target, name, rest):
    assert browse(reader).get(url(name, "local", *rest)).status_code == 200
    assert browse(stranger).get(url(name, "local", *rest)).status_code == 404
    assert browse(stranger).get(url(name, "local", *rest, slug="speech")).status_code == 404


@pytest.mark.parametrize(("name", "rest"), OWNED + ASKED)
@pytest.mark.parametrize("who", ["reader", "contributor", "stranger"])
def test_only_owners_act(request, browse, target, name, rest, who):
    expected = 404 if who == "stranger" else 403
    assert browse(request.getfixturevalue(who)).post(url(name, "local", *rest)).status_code == expected
    assert not Act.objects.exists()
    assert not Errand.objects.exists()


@pytest.mark.parametrize(("name", "rest"), OWNED)
def test_an_owner_is_asked_on_a_page_where_there_is_no_javascript(browse, owner, target, name, rest):
    answer = browse(owner).get(url(name, "local", *rest), follow=True)
    assert answer.status_code == 200
    assert "<form" in answer.content.decode()


def test_a_reader_is_offered_no_act(browse, reader, owner, target):
    for name, rest in READ:
        assert "Administer" not in browse(reader).get(url(name, "local", *rest)).content.decode()
    assert "Administer" in browse(owner).get(url("compute", "local")).content.decode()


# -- the list ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(workspace, target):
    Target.objects.bulk_create(
        Target(workspace=workspace, name=f"bench-{n}", kind="ssh", options={"host": f"b{n}.lab"}, health=HEALTH, reached=timezone.now())
        for n in range(100)
    )
    Target.objects.filter(name="bench-7").update(unreachable=timezone.now(), note="A fan is being changed.")
    Target.objects.filter(name="bench-8").update(mode=Mode.DRAINING)
    Target.objects.filter(name="bench-9").update(mode=Mode.RETIRED)


def shown(browse, member, **filters) -> set[str]:
    page = browse(member).get(url("computes"), filters)
    return {row.target.name for row in page.context["rows"]}


def test_a_hundred_targets_cost_what_one_does(browse, reader, many, a_run, django_assert_num_queries):
    a_run("Running")
    browser = browse(reader)
    with django_assert_num_queries(6):
        page = browser.get(url("computes")).content.decode()
    assert page.count("data-target=") == 100
    assert page.count('data-live="') == 1, "one watch for the whole list"


def test_the_list_is_searched_and_filtered(browse, reader, many):
    assert "bench-9" not in shown(browse, reader)
    assert shown(browse, reader, q="fan") == {"bench-7"}
    assert shown(browse, reader, q="B42.lab ssh") == {"bench-42"}
    assert shown(browse, reader, show="silent") == {"bench-7"}
    assert shown(browse, reader, show="held") == {"bench-8"}
    assert shown(browse, reader, show="retired") == {"bench-9"}
    assert shown(browse, reader, show="draft") == set()
    assert "No target matches" in browse(reader).get(url("computes"), {"q": "nothing like it"}).content.decode()


def test_an_empty_list_leads_owners_on(browse, owner, reader):
    assert url("compute_new") in browse(owner).get(url("computes")).content.decode().split("<main")[1]
    assert "appear here" in browse(reader).get(url("computes")).content.decode()


def test_the_list_follows_what_changes(reader, many, a_run):
    watch = TargetsWatch(reader, {})
    before = watch.revision()
    assert watch.revision() == before
    for change in ({"mode": "paused"}, {"note": "x"}, {"unreachable": timezone.now()}, {"latency": 3.0}):
        Target.objects.filter(name="bench-3").update(**change)
        assert before != (before := watch.revision()), change
    a_run("Queued")
    assert before != (before := watch.revision())


def test_a_targets_page_follows_acts_and_its_end(reader, target):
    watch = TargetWatch(reader, {"id": "local"})
    before = watch.revision()
    Act.note(target, "note", "wrote the note")
    assert watch.revision() != before
    Target.objects.all().delete()
    assert watch.revision() == "gone"


# -- a target's page ---------------------------------------------------------------------------------------------------------


def test_a_gpu_says_whose_run_is_on_it(browse, reader, contributor, target, a_run):
    run = a_run("Running", by=contributor, name="big net")
    processes = [
        {"pid": 4711, "name": "python", "memory": 10**9, "user": "ml", "job": run.job_id},
        {"pid": 4712, "name": "ipykernel", "memory": 10**9, "user": "eve", "job": None},
        {"pid": 4713, "name": "other", "memory": 10**9, "user": "ml", "job": f"{run.pk}-deadbeef"},
    ]
    target.answered(HEALTH | {"gpus": [GPU | {"processes": processes}]})
    page = browse(reader).get(url("compute", "local"), {"part": "gpus"}).content.decode()
    assert url("run", run.key) in page
    assert "Carl" in page
    assert page.count("Not ours") == 2, "another studio's job of the same number is not ours"
    assert "eve" in page


def test_the_note_and_the_mode_are_shown_to_everybody(browse, reader, target):
    Target.objects.update(mode="draining", note="The <fan> is loud.")
    page = browse(reader).get(url("compute", "local")).content.decode()
    assert "The &lt;fan&gt; is loud." in page
    assert "Draining" in page


def test_an_owner_changes_the_mode_on_the_page(browse, owner, target):
    page = browse(owner).post(url("compute_mode", "local", "draining"), {"note": "Until noon."}, follow=True).content.decode()
    assert "local is draining now." in page
    assert "Until noon." in page
    assert browse(owner).post(url("compute_mode", "local", "broken")).status_code == 404


def test_what_people_write_in_is_not_drawn_anew_without_need(browse, owner, target):
    htmx = {"HX-Request": "true"}
    asked = {"part": "acts", "shown": "open"}
    assert browse(owner).get(url("compute", "local"), asked, headers=htmx).status_code == 204
    Target.objects.update(mode="paused")
    assert "mode-open" in browse(owner).get(url("compute", "local"), asked, headers=htmx).content.decode()
    assert browse(owner).get(url("compute_disk", "local"), {"part": "disk", "shown": "none"}, headers=htmx).status_code == 204


def test_a_page_of_a_target_that_is_gone_leads_to_the_list(browse, reader, target):
    Target.objects.all().delete()
    answer = browse(reader).get(url("compute", "local"), {"part": "head"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == url("computes")
    assert browse(reader).get(url("compute", "local")).status_code == 404


def test_the_history_shows_outages_and_acts_in_pages(browse, reader, owner, target):
    now = timezone.now()
    Outage.objects.create(target=target, began=now - timedelta(hours=2), ended=now - timedelta(hours=1), reason="No route to host.")
    for number in range(60):
        Act.note(target, "note", f"wrote the note: number {number}.", owner.user)
    page = browse(reader).get(url("compute_history", "local"))
    assert "No route to host." in page.content.decode()
    assert "number 59." in page.content.decode()
    assert "number 9." not in page.content.decode()
    assert "number 9." in browse(reader).get(page.context["older"]).content.decode()


def test_the_log_of_the_workspace_outlives_its_targets(browse, reader, owner, stranger, target):
    Act.note(target, "detach", "detached it", owner.user)
    Target.objects.all().delete()
    page = browse(reader).get(url("computes_log")).content.decode()
    assert "detached it" in page
    assert "local" in page
    assert "detached it" not in browse(stranger).get(url("computes_log", slug="speech")).content.decode()


@pytest.mark.parametrize(
    ("name", "most"), [("compute", 8), ("compute_charts", 4), ("compute_charts_data", 6), ("compute_disk", 6), ("compute_history", 6)]
)
def test_what_a_tab_costs(name, most, browse, reader, target, a_run, django_assert_max_num_queries):
    now = timezone.now()
    Sample.objects.bulk_create(Sample(target=target, at=now - timedelta(seconds=15 * n), load=0.5) for n in range(500))
    for number in range(10):
        Act.note(target, "note", str(number))
    browser = browse(reader)
    with django_assert_max_num_queries(most):
        browser.get(url(name, "local"))


# -- the disk ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def counted(target, owner):
    can_go = {part: {"bytes": 5_000_000, "count": 2, "kept": []} for part in ("code", "outputs", "repository", "agents")}
    can_go["environments"] = {"bytes": 0, "count": 0, "kept": [{"name": "abc123", "why": "a run uses it"}]}
    usage = dict.fromkeys([*can_go, "tools"], 7_000_000)
    Target.objects.update(usage=usage, usage_at=timezone.now())
    answer = {"can_go": can_go, "agents": [{"hash": "0123456789abcdef", "own": False}]}
    return Errand.objects.create(target=target, kind="usage", by=owner.user, state="done", ended=timezone.now(), answer=answer)


def test_the_disk_shows_what_is_there_and_what_can_go(browse, owner, reader, counted):
    page = browse(owner).get(url("compute_disk", "local")).content.decode()
    for words in ("7.0 MB", "5.0 MB", "abc123 stays: a run uses it", "0123456789abcdef", 'value="code"'):
        assert words in page, words
    assert 'value="environments"' not in page, "nothing of it can go"
    assert "checkbox" not in browse(reader).get(url("compute_disk", "local")).content.decode()


def test_cleaning_up_shows_bytes_before_it_is_asked_for(browse, owner, counted):
    browser = browse(owner)
    page = browser.get(url("compute_cleaning", "local"), {"what": ["code", "outputs", "environments", "nonsense"]}).content.decode()
    assert "Remove 10.0 MB from local?" in page or "Remove 10 MB from local?" in page
    answer = browser.post(url("compute_cleaning", "local"), {"what": ["code", "outputs"]}, follow=True).content.decode()
    assert Errand.objects.get(kind="clean").ask == {"what": ["code", "outputs"]}
    assert "Removing what was chosen." in answer


def test_nothing_chosen_and_nothing_counted_lead_back(browse, owner, target):
    for answer in (browse(owner).get(url("compute_cleaning", "local")), browse(owner).post(url("compute_cleaning", "local"))):
        assert answer.status_code == 302
    assert not Errand.objects.filter(kind="clean").exists()


def test_a_count_and_an_update_are_asked_for_once(browse, owner, target):
    for name in ("compute_counting", "compute_counting", "compute_agent"):
        browse(owner).post(url(name, "local"))
    assert sorted(Errand.objects.values_list("kind", flat=True)) == ["upgrade", "usage"]
    assert "Bringing the agent up to date." in browse(owner).get(url("compute_disk", "local")).content.decode()


def test_trouble_on_the_machine_is_shown_with_a_way_out(browse, owner, target):
    Errand.objects.create(target=target, kind="usage", state="failed", trouble="The disk is <full>.", ended=timezone.now())
    page = browse(owner).get(url("compute_disk", "local")).content.decode()
    assert "The disk is &lt;full&gt;." in page
    assert "Ask again" in page


# -- detaching -----------------------------------------------------------------------------------------------------------------


def test_the_question_says_what_happens(browse, owner, target, a_run):
    page = browse(owner).get(url("compute_detachment", "local")).content.decode()
    assert "Leave it as it was found" in page
    a_run("Running")
    page = browse(owner).get(url("compute_detachment", "local")).content.decode()
    assert "1 run is active on it" in page
    assert url("compute_mode", "local", "draining") in page
    assert 'name="machine"' not in page
    target.silent("No route to host.")
    page = browse(owner).get(url("compute_detachment", "local")).content.decode()
    assert "stays on the machine" in page
    assert "Leave it as it was found" not in page
    assert "End 1 run as Canceled" in page


def test_detaching_without_cleaning_is_done_at_once(browse, owner, target):
    page = browse(owner).post(url("compute_detachment", "local"), {"machine": "leave"}, follow=True).content.decode()
    assert "local is detached." in page
    assert not Target.objects.exists()


def test_detaching_with_cleaning_is_followed_on_its_page(browse, owner, target):
    page = browse(owner).post(url("compute_detachment", "local"), {"machine": "clean"}, follow=True).content.decode()
    assert "local is being detached" in page
    errand = Errand.objects.get(kind="detach")
    Errand.objects.update(state="failed", trouble="Another studio uses it.", ended=timezone.now())
    part = browse(owner).get(url("compute_detachment", "local"), {"part": "progress"}).content.decode()
    assert "Another studio uses it." in part
    assert "still attached" in part
    assert errand.ask == {"clean": True, "give_up": False}


def test_a_detachment_that_is_refused_says_why(browse, owner, target, a_run):
    a_run("Running")
    page = browse(owner).post(url("compute_detachment", "local"), {"machine": "leave"}, follow=True).content.decode()
    assert "Drain it and wait for their end" in page


# -- charts --------------------------------------------------------------------------------------------------------------------


def samples(target, seconds, **fields):
    at = timezone.now()
    Sample.objects.bulk_create(Sample(target=target, at=at - timedelta(seconds=second), **fields) for second in seconds)


@pytest.mark.parametrize("hours", [1, 6, 24, 48])
def test_a_series_has_at_most_300_points_and_keeps_its_mean(target, hours):
    samples(target, range(0, hours * 3600, 15), load=0.25, gpus=[{"index": 1, "utilization": 0.5, "memory": None}])
    found = health.history(target, hours)
    assert 100 < len(found["times"]) <= 302
    assert found["load"] == [0.25] * len(found["times"])
    assert found["gpus"] == [{"index": 1, "utilization": [0.5] * len(found["times"]), "memory": [None] * len(found["times"])}]
    assert found["times"] == sorted(found["times"])


def test_silence_is_a_gap_whether_it_was_noticed_or_nobody_looked(target):
    samples(target, range(0, 600, 15), load=0.5)
    samples(target, range(600, 1200, 15))
    samples(target, range(2400, 3000, 15), load=0.5)
    loads = health.history(target, 1)["load"]
    assert loads[0] == loads[-1] == 0.5
    assert None in loads
    first_gap, last_gap = loads.index(None), len(loads) - 1 - loads[::-1].index(None)
    assert set(loads[first_gap : last_gap + 1]) == {None}


def test_outages_are_told_as_far_as_they_reach_in(target):
    now = timezone.now()
    Outage.objects.create(target=target, began=now - timedelta(hours=9), ended=now - timedelta(hours=8))
    Outage.objects.create(target=target, began=now - timedelta(hours=2), ended=now - timedelta(minutes=30))
    found = health.history(target, 1)
    assert len(found["outages"]) == 1
    assert found["outages"][0][0] == found["from"]


def test_a_target_without_samples_has_empty_series(browse, reader, target):
    found = browse(reader).get(url("compute_charts_data", "local"), {"hours": "nonsense"}).json()
    assert (found["times"], found["load"], found["gpus"]) == ([], [], [])


def test_the_csv_has_every_sample(browse, reader, target):
    samples(target, [0, 15], load=0.5, gpus=[{"index": 0, "utilization": 0.25, "memory": 0.5}])
    lines = browse(reader).get(url("compute_charts_data", "local"), {"format": "csv"}).content.decode().splitlines()
    assert lines[0] == "at,load,memory,disk,latency,gpus"
    assert lines[1].endswith(",0.5,,,,0:0.25")
