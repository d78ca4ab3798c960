"""Puts runs, logs and metrics into a live studio's data folder, in a process of its own, one JSON line for each act.

What the pages show does not depend on how a run came to it, so a test of a page need not wait for a script."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


class Arranger:
    def __init__(self, data: Path, environment: dict[str, str]):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.arranger"],
            cwd=ROOT,
            env=environment | {"TRAINSHED_DATA": str(data), "DJANGO_SETTINGS_MODULE": "studio.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, state: str = "Running", **fields) -> str:
        """The key of a new run that came as far as `state`."""
        return self._ask("run", state=state, **fields)

    def move(self, key: str, state: str, **fields) -> None:
        self._ask("move", key=key, state=state, **fields)

    def log(self, key: str, text: str, name: str = "rank-0.log", times: int = 1) -> None:
        """Append to a log: `text`, `times` times, "{n}" in it being the count."""
        self._ask("log", key=key, text=text, name=name, times=times)

    def points(self, key: str, name: str, values: list) -> None:
        self._ask("points", key=key, name=name, values=values)

    def journal(self, key: str, *facts: dict) -> None:
        """Lines of metrics.jsonl, as the run's script wrote them."""
        self._ask("journal", key=key, facts=facts)

    def close_books(self, key: str) -> None:
        """What ends with the run: its children go on no longer, its models are registered."""
        self._ask("close_books", key=key)

    def output(self, key: str, path: str, content: bytes) -> None:
        """A file among the run's outputs."""
        self._ask("output", key=key, path=path, content=base64.b64encode(content).decode())

    def room(self, name: str) -> None:
        """A compute target with something on each of its tabs, and `<name>-silent`, which does not answer."""
        self._ask("room", name=name)

    def line(self, name: str, *reasons: str) -> list[str]:
        """A compute target with a run on it and one that waits for each of these reasons; the keys of all."""
        return self._ask("line", name=name, reasons=reasons)

    def sample(self, name: str, memory: float, times: int) -> None:
        """Samples of a target's memory, of just now."""
        self._ask("sample", name=name, memory=memory, times=times)

    def leftover(self, name: str) -> str:
        """Code on a target of a run that is over; the run's key."""
        return self._ask("leftover", name=name)

    def machine(self, name: str) -> str:
        """A target on this machine with a folder of its own, which it gives."""
        return self._ask("machine", name=name)

    def there(self, folder: str) -> bool:
        """Whether that folder is there."""
        return self._ask("there", folder=folder)

    def instance(self, name: str, state: str, **facts) -> None:
        """A compute instance of the studio's owner."""
        self._ask("instance", name=name, state=state, **facts)

    def instance_step(self, name: str, passed: int) -> None:
        """So many of the steps of its creation are behind it now."""
        self._ask("instance_step", name=name, passed=passed)

    def instance_failed(self, name: str, trouble: str) -> None:
        self._ask("instance_failed", name=name, trouble=trouble)

    def sweep(self, count: int, **words) -> str:
        """The key of a sweep with so many trials: `running` of them go on, those in `silent` never reported. See tests/sweeps.py."""
        return self._ask("sweep", count=count, **words)

    def more_trials(self, key: str, count: int, running: int = 0) -> None:
        self._ask("more_trials", key=key, count=count, running=running)

    def report(self, key: str, index: int, *values: float) -> None:
        """A trial of a sweep logged these values of the primary metric."""
        self._ask("report", key=key, index=index, values=values)

    def change_sweep(self, key: str, **fields) -> None:
        """Fields of the sweep's row."""
        self._ask("change_sweep", key=key, **fields)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)

    def _ask(self, act: str, **words) -> Any:
        self.process.stdin.write(json.dumps({"act": act, **words}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "the arranger died"}')
        assert "error" not in answer, answer["error"]
        return answer["done"]


def main() -> None:
    import django

    django.setup()
    from tests.browser import acts, instance_acts, sweep_acts, target_acts

    for line in sys.stdin:
        words = json.loads(line)
        act = words.pop("act")
        module = next(module for module in (acts, target_acts, instance_acts, sweep_acts) if hasattr(module, act))
        print(json.dumps({"done": getattr(module, act)(**words)}), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main()
