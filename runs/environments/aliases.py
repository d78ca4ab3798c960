"""Azure ML's curated environments, by the names that old files still say, and what stands for them here."""

import re

# In this order: the first that fits. https://learn.microsoft.com/azure/machine-learning/v1/resource-curated-environments
STAND_INS = [
    (re.compile(r"AzureML-(Minimal|Tutorial)", re.I), "Trainshed-Minimal"),
    (re.compile(r"AzureML-.*(gpu|cuda)", re.I), ""),
    (re.compile(r"AzureML-(Scikit-?learn|sklearn|AutoML)", re.I), "Trainshed-Scikit-learn"),
    (re.compile(r"AzureML-(pytorch)", re.I), "Trainshed-PyTorch-CPU"),
    (re.compile(r"AzureML-(tensorflow)", re.I), "Trainshed-TensorFlow-CPU"),
    (re.compile(r"AzureML-(xgboost)", re.I), "Trainshed-XGBoost"),
    (re.compile(r"AzureML-(lightgbm)", re.I), "Trainshed-LightGBM"),
]


def curated(name: str) -> str:
    """The curated environment here that stands for Azure ML's of this name; empty where none does."""
    return next((here for pattern, here in STAND_INS if pattern.match(name)), "")


def missing(name: str) -> str:
    """Why an environment is not found, and the way out."""
    if name.lower().startswith("azureml-"):
        return (
            f"{name} is one of Azure ML's own environments, and nothing here stands for it. "
            "Make an environment from its conda file, or choose a curated one: their names begin with Trainshed-."
        )
    return f"There is no environment called {name} here. Register it under Environments, or choose one that is there."
