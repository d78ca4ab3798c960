"""Secrets at rest: encrypted with the key in the data folder, printed as [hidden], decrypted only where they are used."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


class Hidden(str):
    """A secret as text. Printed, logged or formatted it reads `[hidden]`; `reveal()` gives the text."""

    def reveal(self) -> str:
        return str.__str__(self)

    def __str__(self) -> str:
        return "[hidden]" if len(self) else ""

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class SecretField(models.TextField):
    """Text that is encrypted in the database and comes back as `Hidden`. Cannot be searched."""

    def from_db_value(self, value, expression, connection):
        return Hidden(_open(value)) if value else Hidden("")

    def get_prep_value(self, value):
        text = value.reveal() if isinstance(value, Hidden) else (value or "")
        return _seal(text) if text else ""


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.ENCRYPTION_KEY.encode()).digest()))


def _seal(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def _open(sealed: str) -> str:
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ValueError("A stored secret cannot be opened: data/secret.key is not the key it was sealed with.") from None
