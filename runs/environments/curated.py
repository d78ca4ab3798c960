"""Environments that come with Trainshed. Everybody uses them, nobody edits them; clone one to change it.

A changed line here becomes the next version when the studio starts anew; runs of older versions keep theirs."""

from runs.models import Environment, EnvironmentVersion

from .definition import definition
from .registry import freeze

TABULAR = ["numpy>=1.26,<3", "pandas>=2.2,<4", "scikit-learn>=1.5,<2", "scipy>=1.13,<2", "matplotlib>=3.9,<4"]
TORCH = ["torch>=2.5,<3", "torchvision>=0.20,<1", "numpy>=1.26,<3"]
# Name -> pip lines. The Python is the target's own.
CURATED = {
    "Trainshed-Minimal": [],
    "Trainshed-Scikit-learn": TABULAR,
    "Trainshed-XGBoost": ["xgboost-cpu>=3,<4", *TABULAR],
    "Trainshed-LightGBM": ["lightgbm>=4.5,<5", *TABULAR],
    # Its index has wheels without CUDA: a tenth of the download.
    "Trainshed-PyTorch-CPU": ["--extra-index-url https://download.pytorch.org/whl/cpu", *TORCH],
    "Trainshed-PyTorch-GPU": TORCH,
    "Trainshed-TensorFlow-CPU": ["tensorflow-cpu>=2.18,<3", "numpy>=1.26,<3"],
}


def prepare() -> list[EnvironmentVersion]:
    """The newest version of each curated environment, made where it is not there. May be done again."""
    return [_prepared(name, lines) for name, lines in CURATED.items()]


def _prepared(name: str, lines: list[str]) -> EnvironmentVersion:
    environment, _ = Environment.objects.get_or_create(workspace=None, name=name)
    conda = {"dependencies": ["python", "pip", *([{"pip": lines}] if lines else [])]}
    return freeze(environment, definition({"python": {"condaDependencies": conda}}, {}, lambda path: None), by=None)
