"""Arguments of v1: placeholders become paths, and Azure ML's variables are expanded as its launcher did."""

from __future__ import annotations

import re

# Anything else with a dollar sign is the script's own business.
VARIABLE = re.compile(r"\$(?:\{(AZ(?:UREML)?_\w+)\}|(AZ(?:UREML)?_\w+))", re.ASCII)


def replaced(argv: list[str], paths: dict[str, str], variables: dict[str, str]) -> list[str]:
    """The arguments with each placeholder in `paths` replaced, alone or inside an item, and `$AZ_…`, `$AZUREML_…` expanded."""
    # The longest first: raw_train must not be read as raw and a rest.
    known = sorted(paths, key=len, reverse=True)
    pattern = re.compile("(?:{})(?![A-Za-z0-9_])".format("|".join(map(re.escape, known)))) if known else None

    def of_word(word: str) -> str:
        word = pattern.sub(lambda found: paths[found[0]], word) if pattern else word
        return VARIABLE.sub(lambda found: str(variables.get(found[1] or found[2], found[0])), word)

    return [of_word(word) for word in argv]
