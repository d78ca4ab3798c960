from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person. `username` is what they sign in with, `name` what others read."""

    name = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name or self.username
