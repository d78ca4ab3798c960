"""What a sweep of 1,000 trials costs the studio for one more: a point, its rows and run, what it reports, the policy, its end.

The trials themselves are played: their runs move and report as a supervisor would write it, which is not counted. Eight go side
by side: whoever advances the sweep looks after each step that they take together, and after each step to the end of one.

python -m tests.bench.sweep_bookkeeping
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import sweep_peers
from tests.bench.table import row

BEFORE, MORE, SLOTS, VALUES = 1000, 40, 8, 10


def main() -> bool:
    _begin()
    from runs.sweeps.values import Policy, Sampling

    learned = _milliseconds(1, sampling=Sampling("bayesian", seed=7), policy=Policy())
    policed = _milliseconds(VALUES, policy=Policy("median"))
    beside = sweep_peers.optuna("tpe", BEFORE, MORE, 1), sweep_peers.optuna("random", BEFORE, MORE, VALUES)
    tune = sweep_peers.ray_tune(SLOTS, VALUES)
    what = f"a trial after {BEFORE:,}"
    print(f"  Ray Tune: {sweep_peers.RAY_TRIALS} trials in all, random points, its MedianStoppingRule")
    return (
        row(f"bookkeeping of {what}: TPE, one value", f"{learned:.1f} ms", "≤ 50 ms", f"Optuna {beside[0]:.1f} ms")
        & row(
            f"bookkeeping of {what}: random, median policy, {VALUES} values", f"{policed:.1f} ms", "≤ 50 ms", f"Optuna {beside[1]:.1f} ms"
        )
        & row(f"the same, beside Ray Tune with {VALUES} values", f"{policed:.1f} ms", "≤ 50 ms", f"Ray {tune:.1f} ms")
    )


def _begin() -> None:
    from tests import environment  # a data folder and a broker of this process

    assert environment
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _milliseconds(values: int, **changes) -> float:
    """A trial, of MORE that are played to their ends after BEFORE others."""
    from runs.models import Sweep
    from runs.sweeps.advancing.fence import Fence
    from runs.sweeps.advancing.rounds import Rounds

    sweep = Sweep.objects.select_related("run").get(pk=_arranged(**changes))
    token = sweep.take_lease(3600)
    assert token, "somebody else advances the sweep"
    rounds = Clocked(Rounds(sweep, Fence(sweep, token)).round)
    # The first eight read and learn what is over, as each pass of half a minute does once.
    _play_next(sweep, values, rounds)
    rounds.spent = rounds.used = 0.0
    while _play_next(sweep, values, rounds):
        pass
    print(f"  {rounds.used / MORE * 1000:.1f} ms of processor time", flush=True)
    return rounds.spent / MORE * 1000


class Clocked:
    """Adds up the seconds of a call, by the wall clock and of this thread's processor."""

    def __init__(self, call: Callable[[], object]):
        self.call, self.spent, self.used = call, 0.0, 0.0

    def __call__(self) -> None:
        began, used = time.perf_counter(), time.thread_time()
        self.call()
        self.spent += time.perf_counter() - began
        self.used += time.thread_time() - used


def _arranged(**changes) -> int:
    from runs.models import Metric, Sweep, Trial
    from tests import sweeps

    version, snapshot, user = _workspace()
    defined = sweeps.definition(BEFORE, max_concurrent_runs=SLOTS, **changes)
    run = sweeps.arrange(version, snapshot, BEFORE, by=user, defined=defined)
    Sweep.objects.filter(pk=run.pk).update(max_total=BEFORE + SLOTS + MORE)
    over = Trial.objects.filter(sweep=run.pk).exclude(score=None).select_related("run")
    Metric.objects.bulk_create([Metric(run=each.run, name="accuracy", count=each.reports, maximum=each.score) for each in over])
    return run.pk


def _workspace():
    from django.utils import timezone

    from computes.models import Target
    from runs import sourcing
    from runs.drafting import drafted
    from runs.models import Configuration, Source
    from studio.models import Member, User, Workspace

    name = f"bench{Workspace.objects.count()}"
    workspace, user = Workspace.objects.create(name=name, slug=name), User.objects.create(username=name)
    Member.objects.create(workspace=workspace, user=user, role="owner")
    Target.objects.create(workspace=workspace, name="local", kind="local", reached=timezone.now())
    source = Source.objects.create(workspace=workspace, name="bench", kind="upload")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "train.py").write_text("print('hello')\n")
        snapshot = sourcing.take_folder(source, Path(folder))
    configuration = Configuration.objects.create(workspace=workspace, name="bench", source=source)
    return configuration.revise(None, drafted(target="local")), snapshot, user


def _play_next(sweep, values: int, rounds: Clocked) -> bool:
    """As many trials as are started at once, to their ends. False when there are no more."""
    from runs.models.state import FINAL
    from runs.supervisor.points import Series

    rounds()
    trials = list(sweep.trials.exclude(run__state__in=FINAL).select_related("run").order_by("index"))
    for state in ("Preparing", "Running"):
        for trial in trials:
            assert trial.run.move(state)
        rounds()
    logs = {trial.pk: Series(trial.run) for trial in trials}
    for step in range(values):
        for trial in trials:
            # Above the median of the others, so that nothing is stopped, and below the best of them.
            logs[trial.pk].store(json.dumps({"n": "accuracy", "v": 0.85 + step / 1e4}).encode() + b"\n")
        rounds()
    for trial in trials:
        for state in ("Finalizing", "Completed"):
            assert trial.run.move(state)
            rounds()
    return bool(trials)


if __name__ == "__main__":
    raise SystemExit(not main())
