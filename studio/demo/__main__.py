"""Starts a studio, signs in, submits an example, follows its log, checks its metrics, stops. Exits 0 only if all of it went well."""

import argparse
import sys
import time

import httpx

from runs.examples import Example, example, examples
from studio.demo.following import follow
from studio.demo.host import Host, Trouble
from studio.demo.terminal import Terminal
from studio.demo.visitor import api_of


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m studio.demo", description=__doc__)
    parser.add_argument("example", nargs="?", default="two-moons", choices=[each.name for each in examples()])
    chosen = example(parser.parse_args().example)
    terminal = Terminal()
    try:
        return _show(chosen, terminal)
    except (Trouble, httpx.HTTPError) as trouble:
        terminal.say(f"The demo failed: {trouble}", "bad")
    except KeyboardInterrupt:
        terminal.say("Stopped.", "warn")
    return 1


def _show(chosen: Example, terminal: Terminal) -> int:
    began = time.monotonic()
    with Host(terminal) as host, api_of(host.link) as api:
        terminal.say(f"Submitting the example {chosen.name}: {chosen.title}")
        asked = {"experiment": chosen.experiment, "configuration": chosen.configuration["name"]}
        run = api.post("runs", json=asked).raise_for_status().json()
        terminal.say(f"Run {run['key']}, its log:")
        run = follow(api, run["key"], terminal)
        passed = _judge(chosen, run, terminal)
    terminal.say(f"All of it took {time.monotonic() - began:.1f} s.")
    return 0 if passed else 1


def _judge(chosen: Example, run: dict, terminal: Terminal) -> bool:
    """Prints the final state and metrics, each against what is expected."""
    completed = run["state"] == "Completed"
    duration = f" after {run['seconds']:.1f} s" if run["seconds"] else ""
    reason = f": {run['reason']}" if run["reason"] else ""
    terminal.check(completed, f"{run['state']}{duration}, exit code {run['exit_code']}{reason}")
    fits = [_fits(name, run["metrics"].get(name), least, most, terminal) for name, (least, most) in chosen.metrics.items()]
    return completed and all(fits)


def _fits(name: str, value: float | str | None, least: float, most: float, terminal: Terminal) -> bool:
    fits = isinstance(value, float | int) and least <= value <= most
    shown = f"{value:.4f}" if isinstance(value, float) else value
    terminal.check(fits, f"{name:<20} {shown}   (expected: {least} to {most})")
    return fits


if __name__ == "__main__":
    sys.exit(main())
