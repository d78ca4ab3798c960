"""Plain scalars by the rules of YAML 1.2: `010` is ten, `yes` a word, `1e-3` a number."""

from __future__ import annotations

from .nodes import Node, Written

SCALAR_TAGS = {"null", "bool", "int", "float", "str", "timestamp", "merge", "value"}
# A text that declares itself YAML 1.1 may say it in more ways.
TRUE = {"true", "yes", "y", "on"}


def value_of(node: Node) -> object:
    """None, a string, or what else the resolver took it for, together with how it is spelled."""
    if node.tag == "null":
        return None
    if node.tag == "bool":
        return Written(node.value.lower() in TRUE, node.value)
    if node.tag in ("int", "float"):
        number = _number(node.value, node.tag)
        return node.value if number is None else Written(number, node.value)
    return node.value


def _number(text: str, tag: str) -> int | float | None:
    try:
        return _whole(text.replace("_", "")) if tag == "int" else _fraction(text.replace("_", "").lower())
    except ValueError:
        return None  # "-_" looks like a number to the resolver, and Python reads no number of 5,000 digits


def _whole(text: str) -> int:
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text.lstrip("+"))
    for prefix, radix in (("0b", 2), ("0o", 8), ("0x", 16)):
        if digits.startswith(prefix):
            return sign * int(digits[2:], radix)
    return sign * int(digits)


def _fraction(text: str) -> float:
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))
