"""Which programs a studio consists of, as commands."""

import os
import sys

from studio.serve.options import Options

# What would make Python slower, or load something else than our environment's packages.
UNWANTED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV")
PYTHON = sys.executable


def environment(options: Options, redis_url: str) -> dict[str, str]:
    """What every program of the studio finds in its environment."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "studio.settings",
        "PYTHONUNBUFFERED": "1",
        "REDIS_URL": redis_url,
        "TRAINSHED_DATA": str(options.data),
    }


def prepare(options: Options) -> list[str]:
    return [PYTHON, "manage.py", "prepare", "--url", options.url]


def web(listener: int) -> list[str]:
    return [PYTHON, "-m", "studio.serve.web", str(listener)]


def worker() -> list[str]:
    # A busy target holds one thread all the time. They are made when needed, so many cost nothing.
    threads = ["--pool", "threads", "--concurrency", "64"]
    # What several workers tell each other about themselves: nothing here reads it, and it costs a wake-up a second.
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "warning"]
    return [PYTHON, "-m", "celery", "--quiet", "--app", "studio", "worker", *threads, *quiet]
