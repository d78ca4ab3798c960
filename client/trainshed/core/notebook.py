"""What a notebook shows of an object: one table, every value escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any


def facts_table(facts: Mapping[str, Any], link: tuple[str, str] | None = None) -> str:
    """A row of names and one of values; `link` is an address and the words for it."""
    shown = {name: "" if value is None else escape(str(value)) for name, value in facts.items()}
    if link:
        shown["Page"] = f'<a href="{escape(link[0], quote=True)}" target="_blank" rel="noopener">{escape(link[1])}</a>'
    names = "".join(f"<th>{escape(name)}</th>" for name in shown)
    return f"<table><tr>{names}</tr><tr>{''.join(f'<td>{value}</td>' for value in shown.values())}</tr></table>"
