"""Commands that start and stop a machine, as lists of words: no shell ever sees them."""

import shlex

from django.core.exceptions import ValidationError

MOST_WORDS, LONGEST = 64, 4_000


def split(text: str) -> list[str]:
    """The words of a line, quoted as in a shell."""
    try:
        words = shlex.split(text)
    except ValueError as trouble:
        raise ValidationError(f"The quotes do not match: {trouble}.") from trouble
    check_words(words)
    return words


def check_words(words: list[str]) -> None:
    if not words:
        raise ValidationError("Name the program to run, with its arguments.")
    if len(words) > MOST_WORDS or sum(map(len, words)) > LONGEST or any("\0" in word for word in words):
        raise ValidationError("That is no command that could be run.")
    if not words[0].startswith("/"):
        raise ValidationError("Write the program's whole path, such as /usr/local/bin/wake.")
