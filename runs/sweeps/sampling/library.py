"""Optuna, imported where it is first needed: that takes as long as the rest of the site."""

import warnings
from typing import Any


def optuna() -> Any:
    """The library, without its words about each study and each of its experimental classes in our log."""
    import optuna

    if optuna.logging.get_verbosity() != optuna.logging.ERROR:  # to set it empties the caches of all loggers
        optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    return optuna
