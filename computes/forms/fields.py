"""Fields of targets that read what people type and show it back the same way; secret ones show nothing back."""

import re

from django import forms
from django.core.exceptions import ValidationError

SIZE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kmgt]?)i?b?", re.IGNORECASE)
UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}


class SizeField(forms.CharField):
    """An amount of memory as Docker writes it, such as 512m or 64g (powers of 1024); bytes, or None for none."""

    def to_python(self, value) -> int | None:
        if isinstance(value, int):
            return value
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        found = SIZE.fullmatch(text.strip())
        if found is None:
            raise ValidationError("Write a size such as 512m, 64g or 1.5t.")
        return int(float(found[1].replace(",", ".")) * UNITS[found[2].lower()])

    def prepare_value(self, value):
        if not isinstance(value, int):
            return value
        unit = next((unit for unit in "tgmk" if value and value % UNITS[unit] == 0), "")
        return f"{value // UNITS[unit]}{unit}"


class IndexesField(forms.CharField):
    """Indexes of GPUs, such as `0, 1`; a list. Empty is None, for all of them; `none` is no GPU at all."""

    def to_python(self, value) -> list[int] | None:
        if isinstance(value, list):
            return value
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        words = [] if text.strip().lower() == "none" else re.split(r"[,\s]+", text.strip())
        if not all(word.isdecimal() for word in words):
            raise ValidationError("Write indexes with commas between, such as 0, 1; or none.")
        return [int(word) for word in words]

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return ", ".join(map(str, value)) or "none"


class SecretArea(forms.Textarea):
    """A text of several lines that is never sent back to the page, not even when the form is refused."""

    def format_value(self, value) -> None:
        return None


class SecretField(forms.CharField):
    """Needed where its way to sign in is chosen, unless it is kept already: who knows that decides."""

    def __init__(self, **options):
        super().__init__(strip=False, **options)
        self.widget.use_required_attribute = lambda initial: False

    def validate(self, value) -> None:
        return None
