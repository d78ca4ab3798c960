"""HTTP to one studio: the token in each request, errors as sentences, short outages waited out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx

PATIENCE = 60.0  # seconds that a restarting studio is waited for
AWAY = (502, 503, 504)


class StudioError(Exception):
    """What the studio refused, as a sentence; `status` is that of HTTP, 0 when it was not reached, `detail` what it added for programs."""

    def __init__(self, sentence: str, status: int = 0, detail: Any = None):
        super().__init__(sentence)
        self.status, self.detail = status, detail


class Unreached(StudioError):
    """The studio did not answer."""


class Connection:
    def __init__(self, url: str, token: str, timeout: float = 60.0):
        self.url = url.rstrip("/")
        if not self.url.startswith(("http://", "https://")):
            raise StudioError(f"A studio's address begins with http:// or https://, and this is {url!r}.")
        if not token.strip().isascii():
            raise StudioError("This is no API token: those begin with tsd_ and hold letters, digits, “-” and “_” alone.")
        headers = {"Authorization": f"Bearer {token.strip()}", "User-Agent": "trainshed"}
        self.reached = False  # only a studio that answered before is waited for: a wrong address is told at once
        try:
            self.client = httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=timeout)
        except httpx.InvalidURL as error:
            raise StudioError(f"{url!r} is no address of a studio: {error}.") from None

    def get(self, path: str, **query: Any) -> Any:
        return self.send("GET", path, params=_given(query)).json()

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.send("POST", path, json=body, **more).json()

    def patch(self, path: str, body: Any) -> Any:
        return self.send("PATCH", path, json=body).json()

    def put(self, path: str, body: Any) -> Any:
        return self.send("PUT", path, json=body).json()

    def pages(self, path: str, limit: int | None = None, **query: Any) -> Iterator[Any]:
        """Every row of a list, at most `limit`, fetched page by page as they are taken."""
        before, left = None, limit
        while left is None or left > 0:
            page = self.get(path, before=before, limit=min(left or 200, 200), **query)
            yield from page["items"]
            before = page["next"]
            if before is None:
                return
            left = None if left is None else left - len(page["items"])

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer, or StudioError. A question is asked again while the studio restarts; an act only if it was not heard."""
        deadline, rest = time.monotonic() + PATIENCE, 0.1
        while True:
            try:
                answer = self.client.request(method, path, **more)
                self.reached = True
                if answer.status_code not in AWAY:
                    return _checked(answer)
                trouble: Exception = StudioError(f"The studio at {self.url} is not ready ({answer.status_code}).", answer.status_code)
                again = method == "GET"
            except httpx.TransportError as error:
                trouble, again = self._unreached(error), method == "GET" or isinstance(error, httpx.ConnectError)
            if not again or time.monotonic() + rest > deadline or not self.reached:
                raise trouble
            time.sleep(rest)
            rest = min(rest * 2, 2.0)

    def download(self, path: str) -> Iterator[bytes]:
        """A file in pieces, as large as it may be."""
        try:
            with self.client.stream("GET", path) as answer:
                if not answer.is_success:
                    answer.read()
                    _checked(answer)
                yield from answer.iter_bytes(256 * 1024)
        except httpx.TransportError as error:
            raise self._unreached(error) from None

    def _unreached(self, error: httpx.TransportError) -> Unreached:
        return Unreached(
            f"The studio at {self.url} does not answer ({error or type(error).__name__}). Is it running, and is the address right?"
        )


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    try:
        told = answer.json()
        raise StudioError(told["detail"], answer.status_code, told.get("facts"))
    except (ValueError, KeyError, TypeError):
        raise StudioError(f"{answer.url} answered {answer.status_code}: is this a Trainshed studio?", answer.status_code) from None


def _given(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value is not None}
