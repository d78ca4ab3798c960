"""Compute targets made, changed and trusted: what pages and the API both do, in plain functions.

Each refuses with a ValidationError whose names are those of what was given, and whose sentences are for the person."""

from .asking import ask_for_check, last_check
from .changing import change
from .host_keys import Offer, keep_old_key, offer, pin, pinned
from .making import register
from .opening import green, open_up

__all__ = ["Offer", "ask_for_check", "change", "green", "keep_old_key", "last_check", "offer", "open_up", "pin", "pinned", "register"]
