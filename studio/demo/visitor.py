"""What a person does first: opens the sign-in link, chooses name and password, makes an API token."""

import re
import secrets

import httpx

from studio.demo.host import Trouble


def api_of(link: str) -> httpx.Client:
    """A client of the public API, with the token of the studio's new owner."""
    with httpx.Client(follow_redirects=True, timeout=30) as browser:
        password = secrets.token_urlsafe(16)
        home = _submit(browser, link, username="demo", name="Demo", password=password)
        page = _submit(browser, f"{str(home.url).rstrip('/')}/tokens/", name="demo", days="30")
    token = re.search(r"tsd_[\w-]{20,}", page.text)
    if not token:
        raise Trouble(f"{page.url} showed no token")
    root = f"{home.url.scheme}://{home.url.netloc.decode()}/api/v1/"
    return httpx.Client(base_url=root, headers={"Authorization": f"Bearer {token[0]}"}, timeout=60)


def _submit(browser: httpx.Client, url: str, **fields: str) -> httpx.Response:
    """Opens a page, fills in its form, and sends it as a browser would."""
    page = browser.get(url).raise_for_status()
    hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    if not hidden:
        raise Trouble(f"{url} has no form")
    return browser.post(page.url, data=fields | {"csrfmiddlewaretoken": hidden[1]}, headers={"Referer": str(page.url)}).raise_for_status()
