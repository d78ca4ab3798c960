import os
from collections.abc import Callable

import pytest
import trainshed
from click.testing import CliRunner, Result
from trainshed.cli import main

from tests.live import LiveStudio


@pytest.fixture(scope="module")
def token(live_studio: LiveStudio) -> str:
    return live_studio.manage("token", "ada", "--role", "owner").strip()


@pytest.fixture(scope="module")
def studio(live_studio: LiveStudio, token: str) -> trainshed.Studio:
    return trainshed.Studio(live_studio.url, token)


@pytest.fixture
def type_in(live_studio: LiveStudio, token: str, tmp_path, monkeypatch) -> Callable[..., Result]:
    """`type_in("run", "list")`: what the command line answers, in a folder of the test's own, logged in by the environment.

    `said` is what the person types when asked."""
    monkeypatch.chdir(tmp_path)
    environment = {"TRAINSHED_URL": live_studio.url, "TRAINSHED_TOKEN": token, "XDG_CONFIG_HOME": str(tmp_path / "config")}
    for name in [name for name in os.environ if name.startswith("TRAINSHED_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str, code: int = 0, said: str | None = None, **more: str | None) -> Result:
        answer = CliRunner().invoke(main, list(arguments), said, env=environment | more)
        assert answer.exit_code == code, f"{arguments}: {answer.exit_code}\n{answer.output}\n{answer.exception!r}"
        return answer

    return run
