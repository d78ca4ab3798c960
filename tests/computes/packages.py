"""Packages that tests make by hand, and what they ask of environments."""

import zipfile
from pathlib import Path

PYTHON = ["python", "train.py"]
IMPORTS = "import greeting, sys; print(greeting.version, sys.prefix)"


def a_wheel(folder: Path, name: str, version: str = "1.0", requires: tuple = ()) -> None:
    """A package of one module: these tests need no index."""
    info = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {other}\n" for other in requires)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = {version!r}\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def a_slow_uv(tmp_path) -> str:
    slow = tmp_path / "uv"
    slow.write_text("#!/bin/sh\necho downloading for ever\nsleep 600\n")
    slow.chmod(0o755)
    return str(slow)


def events(machine, job_id="job"):
    return {event["event"]: event for event in machine.events(job_id)}
