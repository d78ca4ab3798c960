"""What Optuna with its SQLite storage and Ray Tune take for a trial that does nothing, measured beside us in the same run."""

import os
import subprocess
import sys
import tempfile

from tests.live import ROOT

RAY = ROOT / ".bench" / "ray"
RAY_TRIALS = 200

# The same space, and a study that holds as many trials already. Optuna is one of the studio's own dependencies.
OPTUNA = """
import sys, time, optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution
folder, kind, before, trials, values = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
optuna.logging.set_verbosity(optuna.logging.ERROR)
space = {"dropout": FloatDistribution(0, 0.5), "layers": CategoricalDistribution([1, 2, 3, 4]),
         "lr": FloatDistribution(1e-4, 0.1, log=True), "optimizer": CategoricalDistribution(["adam", "sgd", "rmsprop"])}
draw = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=7))
known = [draw.ask(space).params for _ in range(before)]
sampler = optuna.samplers.TPESampler(seed=7) if kind == "tpe" else optuna.samplers.RandomSampler(seed=7)
study = optuna.create_study(storage=f"sqlite:///{folder}/optuna.db", sampler=sampler, pruner=optuna.pruners.MedianPruner(), direction="maximize")
study.add_trials([optuna.trial.create_trial(params=each, distributions=space, value=each["dropout"],
                  intermediate_values={n: each["dropout"] * n for n in range(values)}) for each in known])
spent = 0.0
for n in range(trials):
    began = time.perf_counter()
    trial = study.ask()
    trial.suggest_float("dropout", 0, 0.5), trial.suggest_categorical("layers", [1, 2, 3, 4])
    trial.suggest_float("lr", 1e-4, 0.1, log=True), trial.suggest_categorical("optimizer", ["adam", "sgd", "rmsprop"])
    for step in range(values if values > 1 else 0):
        trial.report(0.9 * step, step)
        trial.should_prune()
    study.tell(trial, 0.9)
    spent += time.perf_counter() - began
print(spent / trials * 1000)
"""

# Actors are kept for the next trial, and their start is not counted: the clock begins when every slot has ended one.
TUNE = """
import logging, sys, tempfile, time
import ray
from ray import tune
trials, slots, values = map(int, sys.argv[1:])
ended = []

class Clock(tune.Callback):
    def on_trial_complete(self, iteration, trials, trial, **info):
        ended.append(time.perf_counter())

def objective(config):
    for step in range(values):
        tune.report({"accuracy": config["dropout"] * step})

ray.init(num_cpus=slots, include_dashboard=False, logging_level=logging.ERROR, log_to_driver=False)
space = {"dropout": tune.uniform(0, 0.5), "layers": tune.choice([1, 2, 3, 4]), "lr": tune.loguniform(1e-4, 0.1),
         "optimizer": tune.choice(["adam", "sgd", "rmsprop"])}
with tempfile.TemporaryDirectory() as folder:
    rule = tune.schedulers.MedianStoppingRule(metric="accuracy", mode="max", grace_period=100)
    tune.Tuner(objective, param_space=space,
               tune_config=tune.TuneConfig(num_samples=trials, scheduler=rule, max_concurrent_trials=slots, reuse_actors=True),
               run_config=tune.RunConfig(storage_path=folder, verbose=0, callbacks=[Clock()])).fit()
print((ended[-1] - ended[slots - 1]) / (len(ended) - slots) * 1000)
"""


def optuna(kind: str, before: int, trials: int, values: int) -> float:
    """Milliseconds a trial in a study of `before` others: a point by TPE or at random, `values` reports with a look at the pruner, the end."""
    with tempfile.TemporaryDirectory() as folder:
        return _measured([sys.executable, "-c", OPTUNA, folder, kind, str(before), str(trials), str(values)])


def ray_tune(slots: int, values: int) -> float:
    """Milliseconds a trial of RAY_TRIALS, by the wall clock, `slots` at a time on as many processes as it likes."""
    if not (RAY / "bin" / "python").exists():
        print("  installing Ray Tune for comparison (once, 500 MB)", flush=True)
        uv = ROOT / ".venv" / "bin" / "uv"
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, RAY], check=True)
        # Its agents have 15 seconds to come up: too few to be compiled in.
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", RAY / "bin" / "python", "ray[tune]>=2.40"], check=True
        )
    return _measured([str(RAY / "bin" / "python"), "-c", TUNE, str(RAY_TRIALS), str(slots), str(values)])


def _measured(command: list[str]) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith("RAY_")}
    quiet = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AIR_NEW_OUTPUT": "0", "TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1"}
    quiet |= {"RAY_raylet_start_wait_time_s": "120"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment | quiet, timeout=900)
    if done.returncode:
        raise RuntimeError(f"{command[0]} measured nothing:\n{done.stderr[-2000:]}")
    return float(done.stdout.strip().splitlines()[-1])
