"""A password for the guest of the tests' SSH servers, for as long as one test lasts."""

import contextlib
import fcntl
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machines.sshd import guest


@contextlib.contextmanager
def a_password() -> Iterator[str]:
    """A new one each time; other test processes wait for theirs. Needs root."""
    if os.geteuid() != 0:
        pytest.skip("To set a password needs root.")
    with open(Path(tempfile.gettempdir()) / "trainshed-guest.lock", "w") as lock:
        os.chmod(lock.name, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        password = secrets.token_urlsafe(12)
        subprocess.run(["chpasswd"], input=f"{guest().pw_name}:{password}\n", text=True, check=True, capture_output=True)
        try:
            yield password
        finally:
            subprocess.run(["usermod", "--password", "*", guest().pw_name], check=True, capture_output=True)
