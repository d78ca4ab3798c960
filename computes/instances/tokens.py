"""What JupyterLab asks for. Who reads the database does not have it: it is made of what lies there and of the studio's own key."""

import hashlib
import hmac
import secrets

from django.conf import settings

from computes.models import Instance


def fresh() -> str:
    """What is kept in the instance's row."""
    return secrets.token_hex(16)


def token_of(instance: Instance) -> str:
    if not instance.token:
        raise ValueError(f"{instance} has no JupyterLab that could be asked.")
    return hmac.new(settings.ENCRYPTION_KEY.encode(), f"lab/{instance.pk}/{instance.token}".encode(), hashlib.sha256).hexdigest()
