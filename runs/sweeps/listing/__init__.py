"""The table of a sweep's trials: what an address asks for, and the rows that are it. Addresses are read leniently: what is no number is no bound."""

from .asked import Asked
from .columns import Column, asked_of, columns
from .rows import Row, best_first, chosen, rows

__all__ = ["Asked", "Column", "Row", "asked_of", "best_first", "chosen", "columns", "rows"]
