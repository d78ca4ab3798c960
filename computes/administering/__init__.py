"""What owners do with targets, for pages and the API alike. Each verb notes its act, and refuses with a ValidationError that has a sentence."""

from .detaching import detach, finish
from .disk import PARTS, ask_clean, ask_upgrade, ask_usage
from .modes import set_mode, set_note

__all__ = ["PARTS", "ask_clean", "ask_upgrade", "ask_usage", "detach", "finish", "set_mode", "set_note"]
