"""The one place that decides who may do what."""

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from studio.access import check

pytestmark = pytest.mark.django_db


def test_a_part_that_fetches_itself_sends_the_whole_page_to_sign_in(browse, workspace):
    answer = browse().get(
        "/w/vision/members/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/w/vision/runs/?state=active"}
    )
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fw%2Fvision%2Fruns%2F%3Fstate%3Dactive"
    assert b"<form" not in answer.content


@pytest.mark.parametrize(
    ("who", "may"), [("reader", ["reader"]), ("contributor", ["reader", "contributor"]), ("owner", ["reader", "contributor", "owner"])]
)
def test_each_role_holds_those_below(request, who, may):
    member = request.getfixturevalue(who)
    assert [role for role in ("reader", "contributor", "owner") if member.may(role)] == may


def test_who_is_switched_off_sees_nothing(browse, owner):
    browser = browse(owner)
    owner.user.is_active = False
    owner.user.save()
    assert browser.get("/w/vision/members/").status_code in (302, 404)


def test_a_refusal_says_what_is_needed(reader):
    with pytest.raises(Exception, match="You need to be an owner of Vision team to do this; you are a reader"):
        check(reader, "owner")


def test_every_address_of_a_workspace_asks_who_is_there(client, workspace):
    """Whatever is added below /w/<workspace>/: without a session it leads to the sign-in page."""
    arguments = {
        "slug": "vision",
        "key": "x_1_aaaaaaaa",
        "stream": "s",
        "path": "p",
        "name": "n",
        "pk": 1,
        "number": 1,
        "sha": "0" * 40,
        "target": "local",
        "kind": "ssh",
        "mode": "paused",
    }
    open_addresses = []
    for pattern in _below_workspace():
        address = "/" + _filled(pattern, arguments)
        answers = {client.get(address).status_code, client.post(address).status_code}
        if not answers <= {302, 405} or client.get(address).headers.get("Location", "/sign-in/")[:9] != "/sign-in/":
            open_addresses.append((address, answers))
    assert open_addresses == []


def _below_workspace(patterns=None, above: tuple = ()) -> list[tuple]:
    found = []
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = (*above, one.pattern)
        if isinstance(one, URLResolver):
            found += _below_workspace(one.url_patterns, route)
        elif isinstance(one, URLPattern) and str(route[0]).startswith("w/<slug:slug>/"):
            found.append(route)
    assert found or above, "no addresses were found"
    return found


def _filled(route: tuple, arguments: dict) -> str:
    address = "".join(str(part) for part in route)
    for part in route:
        for name, converter in part.converters.items():
            kind = next(
                label for label in ("slug", "str", "int", "path", "uuid") if f"<{label}:{name}>" in address or f"<{name}>" in address
            )
            address = address.replace(f"<{kind}:{name}>", str(arguments[name])).replace(f"<{name}>", str(arguments[name]))
            assert converter.to_url(arguments[name])
    return address
