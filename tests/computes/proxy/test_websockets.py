"""Websockets of an instance's lab: kernels and terminals talk through the studio."""

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from computes.instances.tokens import token_of
from computes.models import Instance
from computes.proxy import websocket as proxy
from tests.computes.machine import until
from tests.computes.proxy.conftest import BASE


def test_text_and_binary_pass_both_ways_with_their_subprotocol(an_instance, sockets, socket, contributor, served):
    instance = an_instance(sockets)
    with socket(contributor, subprotocols=["v1.kernel"]) as channel:
        assert channel.subprotocol == "v1.kernel"
        assert channel.recv(20) == b"early"
        for message in ("hello é", b"\x00\xff" * 3, b"z" * 2_000_000, ""):
            channel.send(message)
            assert channel.recv(20) == message
    head = sockets.heads[0]
    assert head["authorization"] == f"token {token_of(instance)}"
    assert (head["origin"], head["host"], head["path"]) == (served.url, served.host, f"{BASE}api/kernels/1/channels")
    assert "cookie" not in head


def test_how_the_lab_closes_is_told(an_instance, sockets, socket, contributor):
    an_instance(sockets)
    with socket(contributor) as channel:
        channel.recv(20)
        channel.send("bye")
        with pytest.raises(ConnectionClosed) as end:
            channel.recv(20)
    assert end.value.rcvd.code == 4123


@pytest.mark.parametrize("who", [None, "owner", "reader", "stranger"])
def test_nobody_but_its_owner_opens_one(request, an_instance, sockets, socket, who):
    an_instance(sockets)
    with pytest.raises(InvalidStatus) as refusal:
        socket(who and request.getfixturevalue(who))
    assert refusal.value.response.status_code == 403
    assert sockets.heads == []


def test_pages_of_other_sites_open_none(an_instance, sockets, socket, contributor):
    an_instance(sockets)
    with pytest.raises(InvalidStatus):
        socket(contributor, origin="http://evil.example")
    assert sockets.heads == []


def test_one_that_is_open_is_cut_when_its_owner_may_no_more(an_instance, sockets, socket, contributor, monkeypatch):
    monkeypatch.setattr(proxy, "GUARD_SECONDS", 0.1)
    an_instance(sockets)
    with socket(contributor) as channel:
        channel.recv(20)
        Instance.objects.update(state="Stopped")
        with pytest.raises(ConnectionClosed) as end:
            channel.recv(20)
    assert end.value.rcvd.code == proxy.REFUSED


def test_a_lab_that_is_away_refuses(an_instance, socket, contributor):
    an_instance()
    with pytest.raises(InvalidStatus):
        socket(contributor)


def test_the_far_side_is_left_when_the_browser_goes(an_instance, sockets, socket, contributor):
    an_instance(sockets)
    with socket(contributor) as channel:
        channel.recv(20)
        assert sockets.open == 1
    until(lambda: sockets.open == 0)
