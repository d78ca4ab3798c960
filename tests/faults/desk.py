"""Submits runs to a live studio and looks at its rows, in a process of its own: one JSON line for each act.

The tests' own process has Django bound to a database of its own, so it cannot look into a live studio's."""

import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.live import ROOT, LiveStudio

FINAL = {"Completed", "Failed", "Canceled"}


class Desk:
    def __init__(self, studio: LiveStudio):
        self.studio = studio
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.desk"],
            cwd=ROOT,
            env=studio.environment | {"TRAINSHED_DATA": str(studio.data), "DJANGO_SETTINGS_MODULE": "studio.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def submit(self, script: str, **how) -> str:
        """The key of a new run of `python train.py`, which is this text. `how`: see acts.submit."""
        return self._ask("submit", script=script, **how)

    def submit_sweep(self, script: str, hdconfig: str, **how) -> str:
        """The key of a new sweep of `python train.py`, in an experiment of its own. `how`: see acts.submit_sweep."""
        return self._ask("submit_sweep", script=script, hdconfig=hdconfig, **how)

    def look_at_sweep(self, key: str) -> dict[str, Any]:
        """Its facts, and those of each of its trials."""
        return self._ask("look_at_sweep", key=key)

    def act_on_sweep(self, key: str, verb: str, **words) -> None:
        """The owner does so: see runs.sweeps.acting."""
        self._ask("act_on_sweep", key=key, verb=verb, **words)

    def look(self, key: str) -> dict[str, Any]:
        return self._ask("look", key=key)

    def story(self, key: str) -> list[dict[str, Any]]:
        """The run's events, oldest first."""
        return self._ask("story", key=key)

    def points(self, key: str) -> dict[str, list[tuple[float, Any]]]:
        """(step, value) of each metric, in order."""
        return self._ask("points", key=key)

    def count(self, experiment: str) -> int:
        """How many runs this experiment has."""
        return self._ask("count_runs", experiment=experiment)

    def cancel(self, key: str) -> bool:
        return self._ask("cancel", key=key)

    def slots(self, number: int) -> None:
        self._ask("set_target", slots=number)

    def set_target(self, name: str, **fields) -> None:
        self._ask("set_target", name=name, **fields)

    def add_target(self, name: str, kind: str, options: dict[str, Any], **fields) -> None:
        """`options`, secrets and a pinned host key among them, as computes.kinds.open_target takes them."""
        options = dict(options)
        self._ask("add_target", name=name, kind=kind, host_key=options.pop("host_key", ""), options=options, **fields)

    def target(self, name: str) -> dict[str, Any]:
        return self._ask("target", name=name)

    def options(self, **options: str) -> None:
        """How the target is reached from now on."""
        self._ask("set_target", options=options)

    def next_run(self, pk: int) -> None:
        self._ask("next_run", pk=pk)

    def age(self, key: str) -> None:
        """The run ended two days ago."""
        self._ask("age", key=key)

    def clear(self) -> None:
        """What the clock does once a day."""
        self._ask("clear")

    def errand(self, target: str, kind: str, **ask) -> dict[str, Any]:
        """What came of it."""
        pk = self._ask("errand", name=target, kind=kind, **ask)
        return self.until_told(
            lambda: (found := self._ask("look_at_errand", pk=pk))["over"] and found, lambda: self._ask("look_at_errand", pk=pk)
        )

    def another_workspace(self, slug: str) -> None:
        """One more, of the same owner, with this machine as its target; runs are submitted there by `workspace=slug`."""
        self._ask("another_workspace", slug=slug)

    def damage(self, key: str) -> None:
        """The files of this run's snapshot are lost."""
        self._ask("damage", key=key)

    def stranger(self) -> str:
        """The session of somebody who is a member of another workspace alone."""
        return self._ask("stranger")

    def token(self) -> str:
        """An API token of the owner."""
        return self._ask("token")

    def lease(self) -> int:
        """The fencing token of whoever drives the target, or drove it last."""
        return self._ask("lease")

    def can_write(self) -> bool:
        """Whether nobody holds a lock that would keep others from driving the target."""
        return self._ask("can_write")

    def log(self, key: str, name: str = "rank-0.log") -> bytes:
        """What the studio has stored of a log, up to its cursor."""
        facts = self.look(key)
        path = self.studio.data / "runs" / str(facts["pk"]) / "streams" / name
        return path.read_bytes()[: facts["offsets"][name]] if name in facts["offsets"] else b""

    def folder(self, key: str) -> Path:
        """The run's folder on the target."""
        return self.studio.data / "target" / "jobs" / self.look(key)["job"]

    def until(self, key: str, states: str | Iterable[str], patience: float = 60) -> dict[str, Any]:
        """The run's facts, once it is in one of these states."""
        wanted = {states} if isinstance(states, str) else set(states)

        def found() -> dict[str, Any] | None:
            facts = self.look(key)
            assert facts["state"] in wanted or facts["state"] not in FINAL, (wanted, self.trouble(key))
            return facts if facts["state"] in wanted else None

        return self.until_told(found, lambda: (wanted, self.trouble(key)), patience)

    def ended(self, keys: Iterable[str], patience: float = 60) -> list[dict[str, Any]]:
        """The facts of these runs, once all of them are over."""
        return [self.until(key, FINAL, patience) for key in keys]

    def until_told(self, found: Callable[[], Any], what: Callable[[], Any], patience: float = 60, pace: float = 0.02) -> Any:
        """Look again, after so many seconds, until there is something."""
        deadline = time.monotonic() + patience
        while not (result := found()):
            assert time.monotonic() < deadline, f"not within {patience} s: {what()}\n{self.studio.output}"
            time.sleep(pace)
        return result

    def trouble(self, key: str) -> str:
        """Everything that explains why a run is not where it should be."""
        worker = (self.studio.data / "logs" / "worker.log").read_text()[-3000:]
        there = {path.name: path.stat().st_size for path in self.folder(key).glob("*")}
        return f"{self.look(key)}\n{self.story(key)}\n{there}\n{self.log(key, 'setup.log').decode(errors='replace')[-1000:]}\n{worker}"

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)

    def _ask(self, act: str, **words) -> Any:
        self.process.stdin.write(json.dumps({"act": act, **words}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "the desk died"}')
        assert "error" not in answer, answer["error"]
        return answer["done"]


def main() -> None:
    import django

    django.setup()
    from tests.faults import acts

    for line in sys.stdin:
        words = json.loads(line)
        try:
            answer = {"done": getattr(acts, words.pop("act"))(**words)}
        except Exception:  # one act that is refused is one test's trouble
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main()
