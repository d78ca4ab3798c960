"""What `python -m studio.serve` may be told, on its command line or by the environment."""

import argparse
import os
from pathlib import Path
from typing import NamedTuple

from studio.serve.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]


class Options(NamedTuple):
    host: str
    port: int
    data: Path
    redis_url: str  # empty: the embedded Valkey

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        anywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
        host = anywhere.get(self.host) or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"http://{host}:{self.port}"


def parse(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m studio.serve", description="Start the studio on this machine.")
    parser.add_argument("--host", default=os.environ.get("TRAINSHED_HOST", "127.0.0.1"), help="address to listen on (TRAINSHED_HOST)")
    parser.add_argument("--port", default=os.environ.get("TRAINSHED_PORT", "8000"), help="port to listen on (TRAINSHED_PORT)")
    parser.add_argument("--data", default=os.environ.get("TRAINSHED_DATA", ROOT / "data"), help="the data folder (TRAINSHED_DATA)")
    given = parser.parse_args(arguments)
    data = Path(given.data).expanduser().absolute()
    return Options(given.host, _port(given.port), data, os.environ.get("REDIS_URL", ""))


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise Refusal(f"The port must be a number from 1 to 65535, not {text!r}.")
