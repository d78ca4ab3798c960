import sys

import pytest
from uv import find_uv_bin

from tests.computes.channel import Channel
from tests.computes.machine import Machine
from tests.computes.packages import a_wheel


@pytest.fixture
def machine(tmp_path):
    """A target of the test's own; whatever a test leaves running on it is ended."""
    machine = Machine(tmp_path / "target")
    yield machine
    machine.close()


@pytest.fixture
def wheels(tmp_path):
    """The folder that `environment` has its packages from; `greeting` is in it."""
    (tmp_path / "wheels").mkdir()
    a_wheel(tmp_path / "wheels", "greeting")
    return tmp_path / "wheels"


@pytest.fixture
def environment(tmp_path, wheels):
    """`environment("greeting", key="k")`: what a job asks for, with packages from a folder of the test's own."""
    offline = {"UV_OFFLINE": "1", "UV_FIND_LINKS": str(wheels), "UV_CACHE_DIR": str(tmp_path / "cache")}

    def wanted(requirements="greeting\n", key="key", **fields):
        return {"kind": "pip", "requirements": requirements, "python": None, "key": key, "uv": find_uv_bin(), "variables": offline} | fields

    return wanted


@pytest.fixture(scope="session")
def channel(tmp_path_factory):
    """A conda channel with Python, pip and a few small packages, one of which can never be installed."""
    channel = Channel(tmp_path_factory.mktemp("channel"))
    channel.add_python()
    channel.add("pip", "24.0", {"site-packages/pip/__init__.py": ""}, ("python",))
    channel.add("hello", "1.0", {"site-packages/hello.py": "version = '1.0'\n"}, ("python",))
    channel.add("hello", "2.0", {"site-packages/hello.py": "version = '2.0'\n"}, ("python",), form="tar.bz2")
    channel.add("futuristic", "1.0", {"site-packages/futuristic.py": ""}, ("python >=3.99",))
    scripts = {
        "etc/conda/activate.d/data.sh": 'export HELLO_DATA="$CONDA_PREFIX/share/hello"\necho activated\n',
        "share/hello/words": "hi\n",
    }
    channel.add("hello-data", "1.0", scripts, noarch=False)
    return channel.index()


@pytest.fixture
def conda(tmp_path, wheels, channel, environment):
    """`conda("python", "hello<2", pip="greeting")`: the same of conda packages from `channel`."""

    def wanted(*specs, pip="", key="key", **fields):
        asked = {"kind": "conda", "channels": [channel.url], "specs": list(specs), "pip": pip, "key": key, "rattler": sys.executable}
        return asked | {name: environment()[name] for name in ("uv", "variables")} | fields

    return wanted
