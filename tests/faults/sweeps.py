"""Sweeps of a live studio whose trials leave witnesses: which began, and which ended, is known without asking the studio."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from runs.sweeps.definition import arguments, read
from runs.sweeps.sampling import points
from tests.faults.desk import FINAL, Desk

SCRIPT = """
import os, sys, time
import trainshed

def note(word):
    with open(os.environ["WITNESS"], "a") as witness:
        witness.write(word + " " + " ".join(sys.argv[1:]) + "\\n")

note("began")
time.sleep(float(os.environ["SECONDS"]))
while not os.path.exists(os.environ["GATE"]):
    time.sleep(0.05)
trainshed.log("score", float(sys.argv[sys.argv.index("--x") + 1]))
note("ended")
"""
HDCONFIG = """
sampling:
  type: random
  seed: 5
  parameter_space:
    - {{name: x, expression: uniform, values: [0, 1]}}
policy: {{type: NoTerminationPolicy}}
primary_metric_name: score
primary_metric_goal: maximize
max_total_runs: {count}
max_concurrent_runs: {concurrent}
max_duration_minutes: 60
"""


@dataclass
class LiveSweep:
    """One sweep of SCRIPT: a trial sleeps for some seconds, goes on once the gate is open, and logs its x."""

    desk: Desk
    key: str
    hdconfig: str
    gate: Path
    witness: Path

    def look(self) -> dict[str, Any]:
        return self.desk.look_at_sweep(self.key)

    def act(self, act: str, **words) -> None:
        self.desk.act_on_sweep(self.key, act, **words)

    def open(self) -> None:
        self.gate.touch()

    def noted(self, word: str) -> list[str]:
        """The command lines of the trials that said so, as often as they did."""
        lines = self.witness.read_text().splitlines() if self.witness.exists() else []
        return [line.partition(" ")[2] for line in lines if line.startswith(word)]

    def until(self, found, patience: float = 60) -> dict[str, Any]:
        """The sweep's facts, once this is true of them."""
        return self.desk.until_told(lambda: (facts := self.look()) and found(facts) and facts, self.trouble, patience, pace=0.3)

    def until_began(self, count: int) -> None:
        self.desk.until_told(lambda: len(self.noted("began")) >= count, self.trouble)

    @property
    def expected(self) -> list[str]:
        """The command lines of all its trials, in their order: seed and index decide them."""
        reading = read(self.hdconfig)
        assert reading.definition
        return [" ".join(arguments(point)) for point in points(reading.definition, reading.definition.max_total_runs, 5)]

    def completed(self, patience: float = 120) -> dict[str, Any]:
        """Every trial was started once, ended well, and is here with its score; nothing else was started."""
        facts = self.until(lambda facts: facts["state"] in FINAL, patience)
        assert facts["state"] == "Completed", self.trouble()
        assert sorted(self.noted("began")) == sorted(self.noted("ended")) == sorted(self.expected)
        trials, count = facts["trials"], len(self.expected)
        assert facts["runs"] == count and [trial["index"] for trial in trials] == list(range(count))
        assert [f"--x {trial['parameters']['x']!r}" for trial in trials] == self.expected
        assert {(trial["state"], trial["attempt"], trial["reports"]) for trial in trials} == {("Completed", 1, 1)}
        assert [trial["score"] for trial in trials] == [trial["parameters"]["x"] for trial in trials]
        assert facts["best"] == max(trials, key=lambda trial: trial["score"])["key"]
        return facts

    def trouble(self) -> str:
        worker = (self.desk.studio.data / "logs" / "worker.log").read_text()[-5000:]
        return f"{self.look()}\n{self.witness.exists() and self.witness.read_text()}\n{worker}"


def sweep(desk: Desk, folder: Path, count: int, concurrent: int, seconds: float = 1, open: bool = False) -> LiveSweep:
    """Submit one. `open`: its trials end by themselves."""
    name = uuid4().hex[:8]
    gate, witness = folder / f"gate-{name}", folder / f"witness-{name}"
    if open:
        gate.touch()
    hdconfig = HDCONFIG.format(count=count, concurrent=concurrent)
    variables = {"GATE": str(gate), "WITNESS": str(witness), "SECONDS": str(seconds)}
    return LiveSweep(desk, desk.submit_sweep(SCRIPT, hdconfig, variables=variables), hdconfig, gate, witness)
