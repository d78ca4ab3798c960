"""All that is refused, told at once: a form names every field that needs another look, not the first alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class Refusals:
    def __init__(self) -> None:
        self.found: dict[str, list[ValidationError]] = {}

    @contextmanager
    def gather(self, field: str = NON_FIELD_ERRORS) -> Iterator[None]:
        """What is refused inside is kept, under its own names or under `field`."""
        try:
            yield
        except ValidationError as refusal:
            named = refusal.error_dict if hasattr(refusal, "error_dict") else {field: refusal.error_list}
            for name, errors in named.items():
                self.found.setdefault(name, []).extend(errors)

    def tell(self) -> None:
        """Raise ValidationError when anything was refused."""
        if self.found:
            raise ValidationError(self.found)
