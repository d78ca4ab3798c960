"""A real JupyterLab from the package index: installed on an instance at its first opening, shown through the studio, started again quickly."""

import json
import uuid
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone
from websockets.sync.client import connect

from computes import instances as studio
from computes.models import Errand, Instance
from tests.computes.proxy.served import Served
from tests.machines.way_out import WayOut

SAME_ORIGIN = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}


@pytest.fixture
def way_out(dockerd, monkeypatch, host):
    proxy = WayOut(dockerd.gateway)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    yield proxy
    proxy.close()


@pytest.fixture
def served(transactional_db):
    server = Served()
    yield server
    server.close()


@pytest.mark.timeout(300)
def test_jupyterlab_is_installed_opened_used_and_started_again(instances, way_out, served, browse, contributor):
    instance = instances.running(contributor, idle_minutes=30)
    lab = Lab(instances, instance, served, browse(contributor).cookies["trainshed_session"].value, contributor)

    lab.open()
    assert lab.steps() == [("Install", "passed"), ("Start", "passed")]
    page = lab.get("lab").text
    assert "JupyterLab" in page
    assert "apputils-extension:announcements" in page.partition("disabledExtensions")[2]  # nobody is asked about news from elsewhere
    assert lab.run_cell("import os; os.getcwd() + str(1 + 1)") == "'/home/instance2'"

    # Only the studio has the token, and only on its way: without it nobody gets in, whatever network they are on.
    address = instances.now(instance).address
    assert httpx.get(f"http://{address}{lab.base}api/contents", trust_env=False).status_code == 403
    told = json.dumps(Errand.objects.values_list("ask", "answer", "steps").last())
    assert instances.now(instance).token not in told

    lab.is_what_keeps_it()
    lab.comes_back_after_a_restart()


class Lab:
    def __init__(self, instances, instance: Instance, served: Served, session: str, owner):
        self.instances, self.instance, self.served, self.session, self.owner = instances, instance, served, session, owner
        self.base = f"/w/vision/computes/{instance}/lab/"
        self.client = httpx.Client(base_url=served.url, cookies={"trainshed_session": session}, headers=SAME_ORIGIN, timeout=60)

    def open(self) -> None:
        assert studio.open_lab(self.instances.now(self.instance), self.owner.user)
        errand = self.instances.work(self.instance)
        assert errand.state == Errand.State.DONE, errand.trouble
        assert studio.ready(self.instances.now(self.instance))

    def steps(self) -> list[tuple[str, str]]:
        return [(step["title"], step["state"]) for step in Errand.objects.filter(target=self.instance.target_id).first().steps]

    def get(self, path: str) -> httpx.Response:
        answer = self.client.get(self.base + path, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer

    def run_cell(self, code: str) -> str:
        """What a kernel answers to a cell, over the websocket that JupyterLab itself uses."""
        kernel = self.client.post(f"{self.base}api/kernels", json={}, headers={"origin": self.served.url}).json()["id"]
        url = f"ws://{self.served.host}{self.base}api/kernels/{kernel}/channels"
        headers = {"cookie": f"trainshed_session={self.session}"}
        with connect(url, origin=self.served.url, additional_headers=headers, compression=None) as channel:
            channel.send(json.dumps(_execute(code)))
            while True:
                message = json.loads(channel.recv(60))
                if message["msg_type"] == "execute_result":
                    return message["content"]["data"]["text/plain"]

    def is_what_keeps_it(self) -> None:
        """It was used just now, so it is not idle; and it is, once nobody used it for long."""
        long_ago = timezone.now() - timedelta(hours=2)
        Instance.objects.filter(pk=self.instance.pk).update(active_at=long_ago)
        seen = self.instances.look(self.instance)
        assert seen.state == "Running"
        assert seen.active_at > long_ago + timedelta(hours=1)

    def comes_back_after_a_restart(self) -> None:
        self.instances.do(self.instance, "restart", self.owner)
        stopped = self.instances.now(self.instance)
        assert (stopped.state, stopped.address) == ("Running", "")
        self.open()
        assert self.instances.now(self.instance).token != stopped.token
        assert len(self.instances.run(self.instance, "ls", "/home/instance/.trainshed/jobs").split()) == 1
        assert [each["name"] for each in self.get("api/contents").json()["content"]] == []


def _execute(code: str) -> dict:
    header = {"msg_id": uuid.uuid4().hex, "username": "", "session": uuid.uuid4().hex, "msg_type": "execute_request", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}


def test_without_a_package_index_it_says_so_and_the_instance_runs_on(instances, contributor):
    instance = instances.again(contributor)
    studio.open_lab(instances.now(instance), contributor.user)
    errand = instances.work(instance)
    assert errand.state == Errand.State.FAILED
    assert "open the way to it from the instance" in errand.trouble
    failed = instances.now(instance)
    assert failed.state == "SetupFailed"
    assert not studio.ready(failed)
    assert instances.look(instance).state == "SetupFailed"
    assert studio.open_lab(instances.now(instance), contributor.user).kind == "instance_setup"
