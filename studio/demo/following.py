"""Follows a run through the API until it is over, as `tail -f` would."""

import time

import httpx

from studio.demo.terminal import Terminal


def follow(api: httpx.Client, key: str, terminal: Terminal) -> dict:
    """Prints the run's logs as they grow, with a progress line below; the run's facts at its end."""
    offsets: dict[str, int] = {}
    state = ""
    while True:
        run = api.get(f"runs/{key}").raise_for_status().json()
        if run["state"] != state:
            state = run["state"]
            terminal.say(f"{state}{': ' + run['reason'] if run['reason'] else ''}", "dim")
        terminal.progress(_progress(run))
        grew = [_read_on(api, key, log["name"], offsets, terminal) for log in api.get(f"runs/{key}/logs").raise_for_status().json()]
        if run["final"] and not any(grew):
            terminal.progress("")
            return run
        time.sleep(0 if any(grew) else 0.1)


def _read_on(api: httpx.Client, key: str, name: str, offsets: dict[str, int], terminal: Terminal) -> bool:
    answer = api.get(f"runs/{key}/logs/{name}/part", params={"offset": offsets.get(name, 0)}).raise_for_status()
    offsets[name] = int(answer.headers["X-Log-End"])
    terminal.write(name, answer.content.decode(errors="replace"))
    return bool(answer.content)


def _progress(run: dict) -> str:
    metrics = [f"{name} {value:.4f}" for name, value in run["metrics"].items() if isinstance(value, float)]
    duration = f"{run['seconds']:.0f} s" if run["seconds"] else ""
    return "   ".join(filter(None, [run["state"], duration, *metrics]))
