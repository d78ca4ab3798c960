"""A PostgreSQL database for each live studio, where the tests run on PostgreSQL (DATABASE_URL)."""

import os
import secrets

import psycopg


def create() -> str:
    """The URL of a new, empty database beside the given one; empty where the tests run on SQLite."""
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        return ""
    name = f"live_{secrets.token_hex(6)}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return f"{given.rpartition('/')[0]}/{name}"


def drop(url: str) -> None:
    if url:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")
