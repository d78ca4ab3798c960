"""Which points of a space are tried. Optuna draws, and knows nothing that is not in a sweep's rows.

Random, Sobol and grid are functions of (seed, index) alone; bayesian depends on what earlier trials reported, too."""

from .bayesian import Unavailable, available
from .importance import Importances, importances
from .sampler import Sampler, points
from .space import size

__all__ = ["Importances", "Sampler", "Unavailable", "available", "importances", "points", "size"]
