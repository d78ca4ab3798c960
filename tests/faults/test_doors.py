"""What comes in over the network: clicks that come twice, and websockets that must not come in."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect


def test_a_double_click_is_one_run(studio, desk, browser):
    known = desk.submit("print('clicked')")
    desk.until(known, "Completed")
    page = browser.get("/runs/new/").text  # what this person submitted last is filled in
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    fields |= {name: selected(page, name) for name in ("source", "snapshot", "configuration")}
    fields |= {"experiment": "double-click", "name": "", "arguments": ""}
    with ThreadPoolExecutor(8) as many:
        clicks = [many.submit(browser.post, "/runs/new/", data=fields, follow_redirects=False) for _ in range(8)]
    answers = [click.result() for click in clicks]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    key = answers[0].headers["Location"].strip("/").split("/")[-1]
    desk.until(key, "Completed")
    assert browser.get("/experiments/double-click/").text.count(f'href="{answers[0].headers["Location"]}"') >= 1
    assert desk.count("double-click") == 1


def selected(page: str, name: str) -> str:
    choices = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0]
    return re.search(r'<option value="(\d+)" selected', choices)[1]


def admitted(studio, workspace="main", session="", origin=None) -> bool:
    """Whether a websocket from there is let in and told something."""
    headers = {"Cookie": f"trainshed_session={session}"} if session else {}
    address = f"{studio.url.replace('http', 'ws')}/ws/w/{workspace}/"
    try:
        with connect(address, origin=origin or studio.url, additional_headers=headers, open_timeout=20) as socket:
            socket.send(json.dumps({"watch": "runs", "sub": 1}))
            return "changed" in json.loads(socket.recv(timeout=20)).get("data", {})
    except (InvalidStatus, ConnectionClosed):
        return False


def test_a_members_own_page_is_let_in(studio):
    assert admitted(studio, session=studio.session)


@pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1", "http://127.0.0.1.evil.example", "null", "file://"])
def test_a_page_of_another_site_is_refused_even_with_a_members_cookie(studio, origin):
    assert not admitted(studio, session=studio.session, origin=origin)


def test_nobody_a_forged_session_and_a_stranger_are_refused(studio, desk):
    stranger = desk.stranger()
    assert not admitted(studio)
    assert not admitted(studio, session="0123456789abcdefghijklmnopqrstuv")
    assert not admitted(studio, session=stranger)
    assert not admitted(studio, workspace="elsewhere", session=studio.session)
    assert not admitted(studio, workspace="nowhere", session=studio.session)
    assert admitted(studio, workspace="elsewhere", session=stranger), "in their own workspace they are no stranger"
