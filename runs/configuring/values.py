"""How a field's value is written in the form, and read again. Empty is: the text does not say."""

import shlex
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from ruamel.yaml import YAML

from runs import durations
from runs.configuring.fields import Field
from runs.runconfig import Document, RunconfigError
from runs.runconfig.nodes import Written, plain

FLAGS = {"true": True, "false": False}


def shown(field: Field, value: Any) -> str:
    """The words that stand in the field for a value, as the text spells it where it is a single one."""
    if value is None or value == "" or value in ({}, []):
        return ""
    said = plain(value)
    match field.kind:
        case "flag":
            return str(bool(said)).lower()
        case "arguments" if isinstance(value, list):
            return shlex.join(spelled(each) for each in value)
        case "lines" if isinstance(value, list):
            return "\n".join(spelled(each) for each in value)
        case "map" if isinstance(value, dict):
            return "\n".join(f"{name}={spelled(each)}" for name, each in value.items())
        case "seconds" if isinstance(said, int) and said > 0:
            return durations.write(said)
    return _yaml(said) if isinstance(said, dict | list) else spelled(value)


def read(field: Field, words: str) -> Any:
    """The value that these words stand for. ValidationError says what is wrong with them."""
    try:
        return _READERS.get(field.kind, str.strip)(words)
    except (ValueError, RunconfigError) as error:
        raise ValidationError(f"{field.label}: {error}") from None


def spelled(value: Any) -> str:
    if isinstance(value, Written):
        return "" if value.value is None else value.text
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def meant(word: str) -> str | int | float:
    """An argument as YAML would write it without quotes: a number where that gives the same word again."""
    for number in (int, float):
        try:
            if str(number(word)) == word:
                return number(word)
        except ValueError:
            pass
    return word


def _number(words: str) -> int | float:
    try:
        return int(words)
    except ValueError:
        pass
    try:
        return float(words)
    except ValueError:
        raise ValueError(f"“{words}” is no number. Write digits alone.") from None


def _arguments(words: str) -> list[str]:
    try:
        return shlex.split(words)
    except ValueError as error:
        raise ValueError(f'they cannot be split: {str(error).lower()}. Close the quote, or write \\" for a quote itself.') from None


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.split("\n") if line.strip()]


def _map(words: str) -> dict[str, str]:
    found = {}
    for number, line in enumerate(words.split("\n"), start=1):
        name, equals, value = line.partition("=")
        if line.strip() and not equals:
            raise ValueError(f"line {number} is not KEY=VALUE.")
        if line.strip():
            found[name.strip()] = value
    return found


def _structure(words: str) -> Any:
    """A piece of YAML, under the same guard against hostile texts as a whole one."""
    indented = "\n".join(f"  {line}" for line in words.split("\n"))
    return Document.read(f"piece:\n{indented}\n").get("piece")


def _yaml(value: Any) -> str:
    yaml, written = YAML(), StringIO()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    yaml.dump(value, written)
    return written.getvalue().strip("\n")


_READERS = {
    "number": _number,
    "flag": lambda words: FLAGS[words],
    "arguments": _arguments,
    "lines": _lines,
    "map": _map,
    "seconds": durations.read,
    "yaml": _structure,
}
