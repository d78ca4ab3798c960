"""Who of a target's waiting runs may start, and what the others are told. docs/queue.md has the rules.

The rules themselves are plain functions of plain values (`deciding`, `foretelling`, `sentences`); `admitting` joins them to the database."""

from .admitting import Queue

__all__ = ["Queue"]
