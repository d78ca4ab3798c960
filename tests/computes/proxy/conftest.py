from collections.abc import Callable, Iterator

import httpx
import pytest
from websockets.sync.client import connect

from computes.instances import tokens
from computes.models import Instance, InstanceState, Target
from tests.computes.proxy.served import Lab, Served, Sockets

BASE = "/w/vision/computes/ada-box/lab/"
SAME_ORIGIN = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}


@pytest.fixture
def served(transactional_db) -> Iterator[Served]:
    studio = Served()
    yield studio
    studio.close()


@pytest.fixture
def lab() -> Iterator[Lab]:
    server = Lab()
    yield server
    server.close()


@pytest.fixture
def sockets() -> Iterator[Sockets]:
    server = Sockets()
    yield server
    server.close()


@pytest.fixture
def an_instance(transactional_db, workspace, contributor) -> Callable[..., Instance]:
    """`an_instance(lab)`: the contributor's, as if its JupyterLab were what listens there."""

    def arrange(server=None, state=InstanceState.RUNNING) -> Instance:
        host = Target.objects.create(workspace=workspace, name="engine", kind="local")
        target = Target.objects.create(
            workspace=workspace, name="ada-box", kind="instance", options={"container": "none"}, owner=contributor.user
        )
        address = server.address if server else "127.0.0.1:9"
        return Instance.objects.create(target=target, host=host, state=state, address=address, token=tokens.fresh())

    return arrange


@pytest.fixture
def browser(served, browse) -> Iterator[Callable[..., httpx.Client]]:
    """`browser(contributor)`: their browser, as scripts of a page of the studio use it; `browser()`: nobody is signed in."""
    opened = []

    def open_browser(member=None) -> httpx.Client:
        cookies = {"trainshed_session": browse(member).cookies["trainshed_session"].value} if member else {}
        opened.append(httpx.Client(base_url=served.url, cookies=cookies, headers=SAME_ORIGIN, timeout=20))
        return opened[-1]

    yield open_browser
    for client in opened:
        client.close()


@pytest.fixture
def socket(served, browse) -> Callable:
    """`socket(contributor)`: a websocket of their browser, opened from a page of the studio unless `origin` is another."""

    def open_socket(member=None, path=f"{BASE}api/kernels/1/channels", origin=None, **options):
        headers = {"cookie": f"trainshed_session={browse(member).cookies['trainshed_session'].value}; other=1"} if member else {}
        return connect(
            f"ws://{served.host}{path}", origin=origin or served.url, additional_headers=headers, max_size=None, compression=None, **options
        )

    return open_socket
