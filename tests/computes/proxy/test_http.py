"""Requests to an instance's lab: who is let through, what reaches it, and what comes back."""

import socket
import threading

import httpx
import pytest

from computes.instances.tokens import token_of
from computes.models import Instance
from tests.computes.proxy.conftest import BASE


def test_a_request_reaches_the_lab_with_its_token_and_without_the_session(an_instance, lab, browser, contributor, served):
    instance = an_instance(lab)
    answer = browser(contributor).put(f"{BASE}api/contents/a%2Fb?x=1%202", content=b"x" * 3_000_000, headers={"origin": served.url})
    told = answer.json()
    assert (told["method"], told["path"], told["bytes"]) == ("PUT", f"{BASE}api/contents/a%2Fb?x=1%202", 3_000_000)
    headers = dict(told["headers"])
    assert headers["authorization"] == f"token {token_of(instance)}"
    assert headers["host"] == served.host
    assert "cookie" not in headers
    assert instance.token not in token_of(instance)


def test_a_body_of_unknown_length_is_passed_on_as_it_comes(an_instance, lab, browser, contributor, served):
    an_instance(lab)
    pieces = (b"y" * 100_000 for _ in range(20))
    assert browser(contributor).post(f"{BASE}api", content=pieces, headers={"origin": served.url}).json()["bytes"] == 2_000_000


def test_an_answer_is_passed_on_while_it_still_comes(an_instance, lab, browser, contributor):
    an_instance(lab)
    with browser(contributor).stream("GET", f"{BASE}slow") as answer:
        pieces = answer.iter_raw()
        assert next(pieces) == b"first,"
        lab.go_on()
        assert b"".join(pieces) == b"second"


def test_what_would_reach_beyond_the_lab_is_taken_away(an_instance, lab, browser, contributor, served):
    an_instance(lab)
    answer = browser(contributor).get(f"{BASE}greedy")
    assert answer.headers["x-fine"] == "yes"
    for name in ("set-cookie", "access-control-allow-origin", "service-worker-allowed", "clear-site-data"):
        assert name not in answer.headers
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert f"connect-src {served.url}{BASE} ws://{served.host}{BASE}" in policy
    assert "allow-popups" not in policy


def test_a_redirect_stays_in_the_lab(an_instance, lab, browser, contributor):
    an_instance(lab)
    client = browser(contributor)
    assert client.get(f"{BASE}in").headers["location"] == "lab/tree"
    assert client.get(f"{BASE}out").status_code == 403
    assert client.get(BASE.rstrip("/")).headers["location"] == BASE


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("owner", 404), ("reader", 403), ("stranger", 404)])
def test_nobody_but_its_owner_is_let_through(request, an_instance, lab, browser, who, status):
    an_instance(lab)
    assert browser(who and request.getfixturevalue(who)).get(f"{BASE}lab").status_code == status


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(an_instance, lab, browser):
    an_instance(lab)
    page = browser().get(f"{BASE}lab", headers={"accept": "text/html", "sec-fetch-mode": "navigate"})
    assert (page.status_code, page.headers["location"]) == (302, f"/sign-in/?next={BASE}lab")


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {}, 403),  # no origin
        ("POST", {"origin": "http://evil.example"}, 403),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ("GET", {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, 403),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 200),  # a link
    ],
)
def test_pages_of_other_sites_cannot_use_the_session(an_instance, lab, browser, contributor, method, headers, status):
    an_instance(lab)
    assert browser(contributor).request(method, f"{BASE}api/kernels", headers=headers).status_code == status


def test_while_it_is_stopped_or_cannot_be_reached_a_page_tells_the_way_out(an_instance, browser, contributor):
    an_instance()
    client = browser(contributor)
    page = {"accept": "text/html", "sec-fetch-mode": "navigate"}
    away = client.get(f"{BASE}lab", headers=page)
    assert away.headers["location"] == "/w/vision/instances/ada-box/lab/?away=1"
    shown = client.get(away.headers["location"]).text
    assert "cannot reach JupyterLab at 127.0.0.1:9" in shown
    assert "Try again" in shown
    assert "Nothing answers at 127.0.0.1, port 9" in client.get(f"{BASE}api/status").json()["message"]

    Instance.objects.update(state="Stopped", address="")
    stopped = client.get(f"{BASE}lab", headers=page)
    assert stopped.headers["location"] == "/w/vision/instances/ada-box/lab/"
    assert "ada-box is stopped. Start it first." in client.get(stopped.headers["location"]).text


def test_who_signs_out_is_let_through_no_more(an_instance, lab, browser, contributor):
    an_instance(lab)
    client = browser(contributor)
    assert client.get(f"{BASE}lab").status_code == 200
    page = client.get("/w/vision/instances/", headers={"sec-fetch-mode": "navigate"})
    assert page.status_code == 200
    client.post("/sign-out/", data={"csrfmiddlewaretoken": client.cookies["trainshed_csrf"]})
    assert client.get(f"{BASE}lab").status_code == 401


def test_a_lab_that_breaks_off_is_not_taken_for_a_whole_answer(an_instance, browser, contributor):
    instance = an_instance()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Instance.objects.filter(pk=instance.pk).update(address=f"127.0.0.1:{listener.getsockname()[1]}")
        threading.Thread(target=_answer_half, args=(listener,), daemon=True).start()
        with pytest.raises(httpx.RemoteProtocolError):
            browser(contributor).get(f"{BASE}lab")


def _answer_half(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
