"""What workers do on targets because somebody asked: one module a kind, with `carry_out(errand)`."""

from .asking import ask_for, left_over
from .doing import carry_out

__all__ = ["ask_for", "carry_out", "left_over"]
