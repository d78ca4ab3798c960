"""Optuna, imported where it is first needed: that takes as long as the rest of the site."""

import warnings
from typing import Any


def optuna() -> Any:
    """The library, without its words about each study in our log."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    return optuna
