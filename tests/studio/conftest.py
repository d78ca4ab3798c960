import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Argon2 takes 100 MB and half a second a guess, on purpose; here nobody guesses in earnest."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
