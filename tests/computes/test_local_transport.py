"""A command on this machine. What it has in common with every other transport is in tests/contract."""

import sys

from computes.transports.local import LocalTransport


def test_nothing_of_the_studios_own_environment_is_passed_on(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setenv("SOME_TOKEN", "secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    seen = LocalTransport().run([sys.executable, "-S", "-c", "import os; print(dict(os.environ))"]).out
    assert b"secret" not in seen
    assert b"http://proxy:3128" in seen
