"""The pages on which targets are added, edited and checked: who may, what they show, and what they never show."""

import pytest
from django.urls import reverse

from computes import registering
from computes.models import Errand, Mode, Target

pytestmark = pytest.mark.django_db
FORM = {"name": "gpu-1", "host": "gpu-1.example.org", "port": "22", "user": "ubuntu", "auth": "generate", "slots": "2", "everybody": "True"}
FORM |= {"open_when_green": "on"}
SECRET = "nobody reads these words"
PLACES = [("compute_new", []), ("compute_register", ["ssh"]), ("compute_edit", ["gpu-1"]), ("compute_check", ["gpu-1"])]
PLACES += [("compute_host_key", ["gpu-1"]), ("compute_opening", ["gpu-1"])]


def url(name: str, *rest, slug="vision") -> str:
    return reverse(name, args=[slug, *rest])


@pytest.fixture
def machine(workspace, owner) -> Target:
    where = {"host": "gpu-1.example.org", "user": "ubuntu", "auth": "password"}
    return registering.register(workspace, owner.user, "gpu-1", "ssh", where, {"password": SECRET})


@pytest.mark.parametrize("who", ["reader", "contributor"])
@pytest.mark.parametrize(("name", "rest"), PLACES)
def test_only_owners_come_here(request, browse, machine, name, rest, who):
    browser = browse(request.getfixturevalue(who))
    assert browser.get(url(name, *rest)).status_code in (403, 405)
    assert browser.post(url(name, *rest), FORM).status_code == 403
    assert Target.objects.count() == 1


@pytest.mark.parametrize(("name", "rest"), PLACES)
def test_for_a_stranger_nothing_is_here(browse, stranger, machine, name, rest):
    browser = browse(stranger)
    assert browser.post(url(name, *rest), FORM).status_code == 404
    if rest == ["gpu-1"]:
        assert browser.post(url(name, *rest, slug="speech"), FORM).status_code == 404


def test_the_kinds_to_choose_from(browse, owner):
    page = browse(owner).get(url("compute_new")).content.decode()
    assert all(url("compute_register", kind) in page for kind in ("ssh", "local", "docker"))
    assert "dummy" not in page
    assert browse(owner).get(url("compute_register", "dummy")).status_code == 404


def test_the_form_makes_a_draft_and_leads_to_its_check(browse, owner):
    answer = browse(owner).post(url("compute_register", "ssh"), FORM)
    assert answer["Location"] == url("compute_check", "gpu-1")
    made = Target.objects.get()
    assert (made.mode, made.slots, made.created_by, made.kind) == (Mode.DRAFT, 2, owner.user, "ssh")
    page = browse(owner).get(answer["Location"]).content.decode()
    assert made.public_key in page
    assert "authorized_keys" in page
    assert "Waiting for a worker" in page


def test_sent_twice_the_form_makes_one_target(browse, owner):
    browser = browse(owner)
    assert {browser.post(url("compute_register", "ssh"), FORM)["Location"] for _ in range(2)} == {url("compute_check", "gpu-1")}
    assert Target.objects.count() == 1


def test_what_is_refused_stands_beside_its_field(browse, owner):
    answer = browse(owner).post(url("compute_register", "ssh"), FORM | {"name": "local", "host": "a b", "auth": "key"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [words in page for words in ("local is a reserved name", "Write a host name", "Paste a private key")] == [True] * 3
    assert Target.objects.count() == 0


def test_secrets_are_never_sent_back(browse, owner):
    wrong = FORM | {"name": "local", "auth": "key", "key": SECRET, "passphrase": SECRET, "password": SECRET}
    assert SECRET not in browse(owner).post(url("compute_register", "ssh"), wrong).content.decode()


@pytest.mark.parametrize("name", ["compute_edit", "compute_check", "compute_host_key", "compute"])
def test_secrets_are_never_shown_again(browse, owner, machine, name):
    page = browse(owner).get(url(name, "gpu-1")).content.decode()
    assert SECRET not in page


def test_browsers_are_asked_not_to_keep_secrets(browse, owner):
    page = browse(owner).get(url("compute_register", "ssh")).content.decode()
    assert page.count('autocomplete="new-password"') == 3
    assert '<form class="form" method="post" autocomplete="off">' in page


def test_editing_keeps_what_is_left_empty(browse, owner, machine):
    page = browse(owner).get(url("compute_edit", "gpu-1")).content.decode()
    assert "Kept. Write another" in page
    answer = browse(owner).post(url("compute_edit", "gpu-1"), FORM | {"auth": "password", "user": "grace", "memory": "64g"})
    machine.refresh_from_db()
    assert answer["Location"] == url("compute_check", "gpu-1"), "another way is checked"
    assert (machine.options["user"], machine.memory) == ("grace", 64 * 2**30)
    assert machine.secrets == {"password": SECRET}


def test_another_address_takes_the_password_anew(browse, owner, machine):
    elsewhere = FORM | {"auth": "password", "host": "gpu-2.example.org"}
    refused = browse(owner).post(url("compute_edit", "gpu-1"), elsewhere)
    assert (refused.status_code, "Write the password again" in refused.content.decode()) == (422, True)
    assert browse(owner).post(url("compute_edit", "gpu-1"), elsewhere | {"password": "other"})["Location"] == url("compute_check", "gpu-1")
    machine.refresh_from_db()
    assert (machine.options["host"], machine.secrets) == ("gpu-2.example.org", {"password": "other"})


def test_a_limit_alone_leads_back_to_the_target(browse, owner, machine):
    same = FORM | {"auth": "password", "gpus": "0, 1", "user_runs": "3", "everybody": "False", "users": [owner.user.pk]}
    assert browse(owner).post(url("compute_edit", "gpu-1"), same)["Location"] == url("compute", "gpu-1")
    machine.refresh_from_db()
    assert (machine.gpus, machine.user_runs, machine.everybody) == ([0, 1], 3, False)
    page = browse(owner).get(url("compute_edit", "gpu-1")).content.decode()
    assert 'value="0, 1"' in page


def test_the_target_that_every_workspace_begins_with_is_edited(browse, owner, target):
    browser = browse(owner)
    page = browser.get(url("compute_edit", "local"))
    shown = {name: value for name, value in page.context["form"].initial.items() if value not in (None, [])}
    answer = browser.post(url("compute_edit", "local"), shown | {"slots": "4", "everybody": "True", "docker": "", "host_network": "off"})
    target.refresh_from_db()
    assert answer["Location"] == url("compute", "local"), "it is reached as before: no check"
    assert (target.slots, target.options, target.mode) == (4, {}, Mode.OPEN)


def test_nobody_may_use_it_is_no_answer(browse, owner):
    page = browse(owner).post(url("compute_register", "ssh"), FORM | {"everybody": "False"}).content.decode()
    assert "Choose at least one person" in page


def test_readers_cannot_be_chosen(browse, owner, reader, contributor):
    page = browse(owner).get(url("compute_register", "ssh")).content.decode()
    assert str(contributor.user) in page
    assert f'value="{reader.user.pk}"' not in page.split('id="id_users"')[1]


@pytest.mark.parametrize("kind", ["local", "docker"])
def test_this_machine_is_added_with_a_name_alone(browse, owner, kind):
    answer = browse(owner).post(url("compute_register", kind), {"name": "here", "slots": "2", "everybody": "True"})
    assert answer["Location"] == url("compute_check", "here")
    made = Target.objects.get()
    assert (made.kind, made.slots, registering.last_check(made).ask) == (kind, 2, {"open": False})


def test_a_host_key_is_confirmed_by_its_fingerprint(browse, owner, machine):
    key = registering.keys.generate("x").public.rpartition(" ")[0]
    print_ = registering.host_keys.fingerprint(key)
    shown = {"line": key, "key": key, "place": "gpu-1.example.org:22", "fingerprint": print_}
    Errand.objects.update(state="done", answer={"host_key": shown, "green": False})
    page = browse(owner).get(url("compute_check", "gpu-1"), {"part": "checklist"}).content.decode()
    assert "<html" not in page
    assert f'value="{print_}"' in page
    browse(owner).post(url("compute_host_key", "gpu-1"), {"fingerprint": "SHA256:another"})
    machine.refresh_from_db()
    assert machine.host_key == ""
    browse(owner).post(url("compute_host_key", "gpu-1"), {"fingerprint": print_})
    machine.refresh_from_db()
    assert machine.host_key == key
    assert registering.last_check(machine).state == "waiting", "and the check goes on from there"


def test_the_alarm_shows_both_keys_and_is_decided_by_an_owner(browse, owner, machine):
    old, new = (registering.keys.generate("x").public.rpartition(" ")[0] for _ in range(2))
    Target.objects.update(host_key=old, other_host_key=new)
    page = browse(owner).get(url("compute_host_key", "gpu-1")).content.decode()
    prints = [registering.host_keys.fingerprint(key) for key in (old, new)]
    assert [each in page for each in prints] == [True, True]
    browse(owner).post(url("compute_host_key", "gpu-1"), {"fingerprint": prints[1]})
    machine.refresh_from_db()
    assert (machine.host_key, machine.other_host_key) == (new, "")
    act = machine.acts.first()
    assert (act.by, all(each in act.text for each in prints)) == (owner.user, True)


def test_a_draft_that_passed_is_opened(browse, owner, machine):
    browse(owner).post(url("compute_opening", "gpu-1"))
    machine.refresh_from_db()
    assert machine.mode == Mode.DRAFT
    Errand.objects.update(state="done", answer={"green": True})
    assert "Open for runs" in browse(owner).get(url("compute_check", "gpu-1")).content.decode()
    browse(owner).post(url("compute_opening", "gpu-1"))
    machine.refresh_from_db()
    assert machine.mode == Mode.OPEN


@pytest.mark.parametrize(("name", "rest", "most"), [("compute_check", ["gpu-1"], 6), ("compute_edit", ["gpu-1"], 7)])
def test_what_a_page_costs(name, rest, most, browse, owner, machine, django_assert_max_num_queries):
    browser = browse(owner)
    with django_assert_max_num_queries(most):
        browser.get(url(name, *rest))
