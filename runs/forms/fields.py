"""Fields that read what people type and show it back the same way."""

import re
import shlex

from django import forms
from django.core.exceptions import ValidationError

from runs import durations, resources

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
VALUE_CHARACTERS = 32_000  # Linux refuses a single variable beyond 128 KiB; four bytes a character at most


class ArgumentsField(forms.CharField):
    """A command line's arguments as a shell would split them; a list of strings. Nothing is expanded."""

    def to_python(self, value) -> list[str]:
        if isinstance(value, list):
            return value
        try:
            return shlex.split(super().to_python(value))
        except ValueError as error:
            raise ValidationError(
                f'These arguments cannot be split: {str(error).lower()}. Close the quote, or write \\" for a quote itself.'
            ) from None

    def validate(self, value) -> None:
        if any("\0" in argument for argument in value):
            raise ValidationError("An argument cannot hold a NUL character.")

    def prepare_value(self, value):
        return shlex.join(value) if isinstance(value, list) else value


class VariablesField(forms.CharField):
    """Environment variables, one KEY=VALUE a line; a dict. Empty lines and lines that begin with # are left out."""

    def __init__(self, **options):
        super().__init__(strip=False, **options)

    def to_python(self, value) -> dict[str, str]:
        if isinstance(value, dict):
            return value
        # Not splitlines(): a form feed or U+2028 inside a value ends no line of a form.
        lines = enumerate(super().to_python(value).replace("\r\n", "\n").split("\n"), start=1)
        return dict(_variable(number, line) for number, line in lines if line.strip() and not line.lstrip().startswith("#"))

    def prepare_value(self, value):
        return "\n".join(f"{name}={text}" for name, text in value.items()) if isinstance(value, dict) else value


class ResourceField(forms.CharField):
    """An amount of one of what a run may ask of its target, as a run keeps it; None when nothing is said."""

    def __init__(self, resource: str, **options):
        self.resource = resource
        super().__init__(max_length=40, empty_value=None, **options)

    def to_python(self, value):
        try:
            return resources.read({self.resource: super().to_python(value)}).get(self.resource)
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from None

    def prepare_value(self, value):
        return resources.shown({self.resource: value}).get(self.resource, "") if isinstance(value, (int, float)) else value


class PairsField(forms.CharField):
    """Names with values, one `name=value` a line; a name alone has the value "". A dict."""

    def __init__(self, **options):
        super().__init__(strip=False, **options)

    def to_python(self, value) -> dict[str, str]:
        lines = [line.strip() for line in super().to_python(value).replace("\r\n", "\n").split("\n")]
        pairs = (line.partition("=") for line in lines if line)
        return {name.strip(): text.strip() for name, _, text in pairs}

    def validate(self, value) -> None:
        if "" in value:
            raise ValidationError("A tag needs a name before its “=”.")


class DurationField(forms.CharField):
    """A length of time as people write it (`90`, `45m`, `2h`, `1d 6h`); whole seconds, or None for none."""

    def __init__(self, least: int = 1, most: int = durations.DAY * 30, **options):
        self.least, self.most = least, most
        super().__init__(**options)

    def to_python(self, value) -> int | None:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return durations.read(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def validate(self, value) -> None:
        super().validate(value)
        if value is not None and not self.least <= value <= self.most:
            raise ValidationError(f"Choose between {durations.write(self.least)} and {durations.write(self.most)}.")

    def run_validators(self, value) -> None:
        """Those of a text do not fit a number."""

    def prepare_value(self, value):
        return durations.write(value) if isinstance(value, int) else value


def _variable(number: int, line: str) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    name = name.strip()
    if not equals or not VARIABLE.fullmatch(name):
        raise ValidationError(f"Line {number} is not KEY=VALUE. A key holds letters, digits and underscores, and starts with no digit.")
    if name.startswith("TRAINSHED_"):
        raise ValidationError(f"Line {number}: {name} belongs to the studio, which sets it for each run. Choose another name.")
    if "\0" in value or len(value) > VALUE_CHARACTERS:
        raise ValidationError(
            f"Line {number}: the value of {name} is longer than {VALUE_CHARACTERS:,} characters, or holds a NUL character."
        )
    return name, value
