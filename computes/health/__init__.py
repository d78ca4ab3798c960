"""How targets are: asked every few seconds, kept for two days."""

from .checking import check
from .history import history
from .keeping import prune
from .rounds import due, hold, let_go

__all__ = ["check", "due", "history", "hold", "let_go", "prune"]
