"""A conda file's dependencies, taken apart into what uv installs and what needs conda."""

import re
from dataclasses import replace

from django.core.exceptions import ValidationError

from runs.runconfig import CondaFile, RunconfigError

from .requirements import read_lines


def read(text: str, where: str = "conda file") -> CondaFile:
    """ValidationError, with the line, for what is none."""
    try:
        return CondaFile.read(text)
    except RunconfigError as refusal:
        line = f", line {refusal.line}" if refusal.line else ""
        raise ValidationError(f"In the {where}{line}: {refusal.sentence}") from None


def of(tree: dict | None) -> CondaFile:
    """Of a frozen or inline definition; without what says nothing about packages."""
    try:
        found = CondaFile.of(tree or {})
    except RunconfigError as refusal:
        raise ValidationError(f"In environment.python.condaDependencies: {refusal.sentence}") from None
    return bare(found)


def bare(file: CondaFile) -> CondaFile:
    """One pip line an item, and neither a name nor a prefix: they change nothing of what is installed."""
    lines = [line for item in file.pip for line in read_lines(item)]
    return replace(file, name=None, prefix=None, pip=lines, written=None)


def python_of(file: CondaFile) -> str | None:
    """The version of Python as uv understands it, or None where any will do.

    `3.8` of `python=3.8`, `python==3.8.*` and `python 3.8`; `>=3.8,<3.11` stays; a build (`python=3.8=h123`) is left out."""
    asked = re.sub(r"\[.*\]$", "", file.python or "").strip()
    if re.match(r"[<>!~]", asked):
        return re.sub(r"\s+", "", asked)
    return re.split(r"[\s=]", asked)[0].rstrip("*").rstrip(".") or None
