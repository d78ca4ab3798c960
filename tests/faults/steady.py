"""A script whose every byte is known before it runs: what it prints and logs depends on nothing but the number of its lines."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.faults.desk import Desk

SCRIPT = """
import os, sys, time
import trainshed

def note(word):
    with open(os.environ["WITNESS"], "a") as witness:
        witness.write(word + "\\n")

note("began")
gate, lines, wait_lines = os.environ["GATE"], int(os.environ["LINES"]), 0
for n in range(10**9):
    print(f"line {n} " + "x" * (n % 97))
    trainshed.log("loss", n / 2, step=n)
    if n % 3 == 0:
        trainshed.log("every third", -n)
    if n + 1 >= lines and os.path.exists(gate):
        break
    time.sleep(float(os.environ["PACE"]))
for k in range(int(os.environ["FILES"])):
    with open(f"{os.environ['TRAINSHED_OUTPUTS']}/{k}.bin", "wb") as file:
        file.write(bytes([k % 251]) * int(os.environ["FILE_BYTES"]))
note(f"{n + 1} lines")
"""


@dataclass
class Steady:
    """One such run. It goes on until its gate is opened; its witness lies outside its folder."""

    desk: Desk
    key: str
    gate: Path
    witness: Path
    files: int

    def open(self) -> None:
        self.gate.touch()

    def completed(self, patience: float = 60) -> None:
        """It ended well, once, and all that it said is here, once."""
        facts = self.desk.until(self.key, ("Completed", "Failed", "Canceled"), patience)
        assert facts["state"] == "Completed", self.desk.trouble(self.key)
        began, said = self.witness.read_text().splitlines()
        lines = int(said.removesuffix(" lines"))
        assert began == "began"
        assert self.desk.log(self.key) == "".join(f"line {n} {'x' * (n % 97)}\n" for n in range(lines)).encode()
        points = self.desk.points(self.key)
        assert points["loss"] == [[n, n / 2] for n in range(lines)]
        assert points["every third"] == [[k, -3 * k] for k in range((lines + 2) // 3)]
        self._told_once()
        outputs = self.desk.studio.data / "runs" / str(facts["pk"]) / "files" / "outputs"
        assert not self.files or len(list(outputs.iterdir())) == self.files

    def _told_once(self) -> None:
        """Each state was entered once, save where the target was out of sight meanwhile."""
        after = [event["after"] for event in self.desk.story(self.key) if event["after"]]
        assert len(after) == len(set(after)) or "NotResponding" in after, after
        assert after[-2:] == ["Finalizing", "Completed"]
        assert [event["kind"] for event in self.desk.story(self.key)].count("finished") == 1


def steady(
    desk: Desk, folder: Path, lines: int = 50, files: int = 0, file_bytes: int = 1000, open: bool = False, pace: float = 0.01, **how
) -> Steady:
    """Submit one. `open`: its gate is open from the start, so it ends after `lines` lines, each of which takes `pace` seconds."""
    name = uuid4().hex[:8]
    gate, witness = folder / f"gate-{name}", folder / f"witness-{name}"
    if open:
        gate.touch()
    variables = {"GATE": gate, "WITNESS": witness, "LINES": lines, "FILES": files, "FILE_BYTES": file_bytes, "PACE": pace}
    key = desk.submit(SCRIPT, variables={name: str(value) for name, value in variables.items()}, **how)
    return Steady(desk, key, gate, witness, files)
