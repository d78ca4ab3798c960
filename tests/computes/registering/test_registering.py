"""Registering and changing targets: what is refused with which words, what is kept, what a double click makes."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from computes import registering
from computes.models import Mode, Target
from computes.registering import addresses

pytestmark = pytest.mark.django_db
WHERE = {"host": "gpu-1.example.org", "user": "ubuntu", "auth": "generate"}


@pytest.fixture
def refusals(workspace, owner):
    """`refusals(name=…)`: what registering says, by field."""

    def register(name="gpu-1", kind="ssh", options=WHERE, secrets=None, **facts) -> dict[str, str]:
        with pytest.raises(ValidationError) as refused:
            registering.register(workspace, owner.user, name, kind, options, secrets, **facts)
        return {field: " ".join(words) for field, words in refused.value.message_dict.items()}

    return register


@pytest.fixture
def machine(workspace, owner) -> Target:
    return registering.register(workspace, owner.user, "gpu-1", "ssh", WHERE | {"jump": "me@bastion:2222"})


def test_a_machine_with_a_key_of_its_own(machine):
    assert machine.options == {
        "host": "gpu-1.example.org",
        "port": 22,
        "user": "ubuntu",
        "auth": "key",
        "jump": [{"host": "bastion", "port": 2222, "user": "me", "host_key": ""}],
    }
    assert machine.public_key.startswith("ssh-ed25519 AAAA")
    assert machine.public_key.endswith(" trainshed:vision/gpu-1")
    assert Target.objects.get().secrets["key"].startswith("-----BEGIN OPENSSH PRIVATE KEY-----")
    assert registering.last_check(machine).ask == {"open": True}


@pytest.mark.parametrize("name", ["amlcompute", "local", "containerinstance", "new", "Local"])
def test_reserved_names_are_refused(refusals, name):
    assert "reserved" in refusals(name=name)["name"]


@pytest.mark.parametrize("name", ["", "1gpu", "g", "gpu_1", "g" * 25, "gpu 1", "gpu/1"])
def test_a_name_has_letters_digits_and_hyphens(refusals, name):
    assert "2 to 24" in refusals(name=name)["name"]


def test_a_name_is_given_once(refusals, machine, workspace):
    assert "being set up" in refusals(options=WHERE | {"host": "other"})["name"]
    Target.objects.update(mode=Mode.OPEN)
    assert "already" in refusals(name="GPU-1")["name"]
    Target.objects.update(mode=Mode.RETIRED)
    assert "retired" in refusals()["name"]


@pytest.mark.parametrize(
    ("options", "field", "words"),
    [
        ({"host": "ubuntu@gpu"}, "host", "host alone"),
        ({"host": "-oProxyCommand=x"}, "host", "host name"),
        ({"host": "gpu; rm -rf"}, "host", "host name"),
        ({"host": ""}, "host", "needed"),
        ({"user": "-l root"}, "user", "sign in"),
        ({"user": ""}, "user", "needed"),
        ({"port": "0"}, "port", "1 to 65535"),
        ({"port": "ssh"}, "port", "1 to 65535"),
        ({"jump": "a@b@c"}, "jump", "no jump host"),
        ({"jump": "bastion:99999"}, "jump", "1 to 65535"),
        ({"jump": ", ".join(f"h{n}" for n in range(6))}, "jump", "at most 5"),
        ({"root": "relative"}, "root", "whole path"),
        ({"root": "/srv/../etc"}, "root", "whole path"),
        ({"root": "/srv/\nx"}, "root", "line of text"),
        ({"root": ["/srv"]}, "root", "line of text"),
        ({"jump": 5}, "jump", "user@host:port"),
        ({"jump": [5]}, "jump", "user@host:port"),
        ({"jump": [{"port": 22}]}, "jump", "host name"),
        ({"python": "bin/python3"}, "python", "whole path"),
        ({"python": "-c"}, "python", "whole path"),
        ({"auth": "kerberos"}, "auth", "Choose one"),
        ({"auth": "key"}, "key", "Paste a private key"),
        ({"auth": "password"}, "password", "Write the password"),
        ({"docker_socket": "tcp://0.0.0.0:2375"}, "docker_socket", "whole path"),
    ],
)
def test_options_that_make_no_sense(refusals, options, field, words):
    told = refusals(options=WHERE | options)
    assert list(told) == [field]
    assert words in told[field]


def test_all_that_is_wrong_is_told_at_once(refusals):
    told = refusals(name="local", options=WHERE | {"host": "", "port": "x"}, slots=0, memory=1)
    assert {"name", "host", "port", "slots", "memory"} <= set(told)


def test_an_option_that_the_kind_does_not_have(refusals):
    assert "no option" in refusals(kind="local", options={"host": "x"})["__all__"]
    assert "no kind" in refusals(kind="cloud")["kind"]
    assert "compute instances" in refusals(kind="instance", options={})["kind"]


@pytest.mark.parametrize(
    ("text", "hops"),
    [
        ("bastion", [("bastion", 22, "me")]),
        ("you@bastion:2222, inner", [("bastion", 2222, "you"), ("inner", 22, "me")]),
        ("you@[fe80::1]:2222 10.0.0.1", [("fe80::1", 2222, "you"), ("10.0.0.1", 22, "me")]),
        ("", []),
    ],
)
def test_jump_hosts_are_read_as_people_write_them(text, hops):
    read = addresses.checked_jumps(text, "me")
    assert [(hop["host"], hop["port"], hop["user"]) for hop in read] == hops
    assert addresses.checked_jumps(addresses.written(read), "nobody") == read


def test_sent_twice_it_is_one_target(workspace, owner):
    made = [registering.register(workspace, owner.user, "gpu-1", "ssh", WHERE) for _ in range(2)]
    assert made[0] == made[1]
    assert Target.objects.get().public_key == made[0].public_key
    assert made[0].errands.count() == made[0].acts.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_one_target_too(workspace, owner):
    start, made = threading.Barrier(2), []

    def send():
        start.wait()
        made.append(registering.register(workspace, owner.user, "gpu-1", "ssh", WHERE))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.pk for each in made] == [Target.objects.get().pk] * 2


def test_sent_again_with_something_else_it_is_refused(refusals, workspace, owner):
    registering.register(workspace, owner.user, "gpu-1", "ssh", WHERE | {"auth": "password"}, {"password": "one"})
    assert "being set up" in refusals(options=WHERE | {"auth": "password"}, secrets={"password": "two"})["name"]


def test_people_are_those_of_the_workspace(refusals, stranger):
    assert "members" in refusals(users=[stranger.user])["users"]


# -- changing --------------------------------------------------------------------------------------------------------


def test_what_is_left_empty_is_kept(machine, owner):
    kept = machine.secrets
    registering.change(machine, owner.user, {"host": "gpu-2.example.org"}, {"key": "", "password": ""})
    assert machine.secrets == kept
    assert machine.options["host"] == "gpu-2.example.org"
    assert machine.options["jump"][0]["host"] == "bastion"
    assert machine.acts.first().text == "changed host"


def test_another_address_is_another_machine(machine, owner):
    Target.objects.update(host_key="ssh-ed25519 AAAA", other_host_key="ssh-ed25519 BBBB")
    registering.change(machine, owner.user, slots=3)
    assert machine.host_key == "ssh-ed25519 AAAA"
    registering.change(machine, owner.user, {"port": 2022})
    assert (machine.host_key, machine.other_host_key) == ("", "")


def test_hosts_on_the_way_keep_their_keys(machine, owner):
    machine.options["jump"][0]["host_key"] = "ssh-ed25519 AAAA"
    machine.save()
    registering.change(machine, owner.user, {"jump": "first, me@bastion:2222"})
    assert [hop["host_key"] for hop in machine.options["jump"]] == ["", "ssh-ed25519 AAAA"]


def test_an_alarm_of_a_host_that_is_left_out_is_over(machine, owner):
    Target.objects.update(other_host_key="ssh-ed25519 BBBB bastion:2222", host_key="ssh-ed25519 AAAA")
    registering.change(machine, owner.user, {"jump": ""})
    assert (machine.host_key, machine.other_host_key) == ("ssh-ed25519 AAAA", "")


def test_only_another_way_asks_for_a_check(machine, owner):
    machine.errands.all().delete()
    assert registering.change(machine, owner.user, slots=5, cpus=4.0, gpus=[0, 2], description="Olivia’s") is None
    assert registering.change(machine, owner.user, dict(machine.options)) is None, "nothing changed"
    assert registering.change(machine, owner.user, {"root": "/data/trainshed"}).kind == "check"
    assert machine.acts.filter(kind="edited").count() == 2


def test_the_folder_stays_while_runs_are_under_way_in_it(machine, owner, a_run, a_configuration):
    a_run("Running", configuration=a_configuration("first", target=machine))
    with pytest.raises(ValidationError, match="would be lost sight of"):
        registering.change(machine, owner.user, {"root": "/data/trainshed"})
    registering.change(machine, owner.user, {"root": "~/.trainshed"})
    registering.change(machine, owner.user, {"host": "gpu-2.example.org"})


def test_a_password_instead_of_the_key_forgets_the_key(machine, owner):
    registering.change(machine, owner.user, {"auth": "password"}, {"password": "secret words"})
    assert machine.secrets == {"password": "secret words"}
    assert machine.public_key == ""
    assert "secret words" not in machine.acts.first().text


@pytest.mark.parametrize("way", [{"host": "mine.example.org"}, {"port": 2022}, {"jump": "me@mine.example.org"}])
def test_a_password_is_told_to_no_other_machine_than_it_was_given_for(machine, owner, way):
    registering.change(machine, owner.user, {"auth": "password"}, {"password": "secret words"})
    with pytest.raises(ValidationError, match="Write the password again"):
        registering.change(machine, owner.user, way)
    registering.change(machine, owner.user, {"user": "grace"})
    registering.change(machine, owner.user, way, {"password": "other words"})


def test_the_lease_and_the_health_are_left_alone(machine, owner):
    token = machine.lease(60)
    registering.change(machine, owner.user, slots=7)
    machine.renew(token, 60)


@pytest.mark.parametrize("facts", [{"gpus": ["0"]}, {"gpus": [0, 0]}, {"cpus": 0}, {"retries": 11}, {"slots": 300}, {"user_runs": 0}])
def test_limits_that_make_no_sense(machine, owner, facts):
    with pytest.raises(ValidationError) as refused:
        registering.change(machine, owner.user, **facts)
    assert list(refused.value.message_dict) == list(facts)


def test_a_key_that_nobody_showed_cannot_be_confirmed(machine, owner):
    with pytest.raises(ValidationError, match="Check the machine again"):
        registering.pin(machine, owner.user, "SHA256:made-up")


def test_a_draft_is_not_opened_before_it_passed(machine, owner):
    with pytest.raises(ValidationError, match="not passed its check"):
        registering.open_up(machine, owner.user)
