"""A sweep of one-second trials on a target with eight slots: how much of the time the slots are kept busy.

python -m tests.bench.sweep_slots
"""

import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median

import trainshed
from trainshed.submitting import submit_sweep

from tests.bench.bench_studio import BenchStudio
from tests.bench.table import row

SLOTS, TRIALS = 8, 200
SCRIPT = "import time, trainshed\ntime.sleep(1)\ntrainshed.log('loss', 1.0)\n"
SWEEP = f"""
sampling:
  type: random
  parameter_space:
  - {{name: lr, expression: uniform, values: [0.1, 1.0]}}
policy:
primary_metric_name: loss
primary_metric_goal: minimize
max_total_runs: {TRIALS}
max_concurrent_runs: {SLOTS}
"""


def main() -> bool:
    with BenchStudio({}) as studio, tempfile.TemporaryDirectory() as folder:
        program = trainshed.Studio(studio.live.url, studio.live.manage("token", "ada", "--role", "owner").strip())
        program.target("local").update(slots=SLOTS)
        Path(folder, "train.py").write_text(SCRIPT)
        program.new_configuration("one-second", "train.py", "local")
        sweep = submit_sweep(
            program.connection, Path(folder), "one-second", {"experiment": "bench", "configuration": "one-second", "hdconfig": SWEEP}
        ).wait(600)
        assert sweep.state == "Completed", sweep.reason
        spans = [_span(trial.run()) for trial in sweep.all_trials()]
    assert len(spans) == TRIALS
    held, ran = _share([span[:2] for span in spans]), _share([span[2:] for span in spans])
    print(f"      a trial's script ran {median((end - start).total_seconds() for *_, start, end in spans):.2f} s")
    return row(f"{TRIALS} one-second trials: time in which the {SLOTS} slots are taken", f"{held:.0%}", "≥ 95 %") & row(
        f"{TRIALS} one-second trials: time in which a script runs in them", f"{ran:.0%}", "≥ 95 %"
    )


def _span(run: trainshed.Run) -> tuple[datetime, datetime, datetime, datetime]:
    """When its slot was taken and given back, when its script started and ended."""
    at = {event.after: event.at for event in run.events() if event.after}
    return at["Preparing"], at["Finalizing"], at["Running"], at["Finalizing"]


def _share(spans: list[tuple[datetime, datetime]]) -> float:
    """Of what the slots could have held from the first trial's beginning to that of the last: after it nobody is left to fill them."""
    first, last = min(start for start, _ in spans), max(start for start, _ in spans)
    held = sum((min(end, last) - start).total_seconds() for start, end in spans)
    return held / (SLOTS * (last - first).total_seconds())


if __name__ == "__main__":
    raise SystemExit(not main())
