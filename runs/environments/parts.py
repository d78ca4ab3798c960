"""The two halves of what is installed: conda's packages and pip's lines, with what is left out of both said as notes."""

from dataclasses import replace

from runs.runconfig import CondaFile

from . import conda as condas
from .requirements import NOT_INSTALLED, Requirements, sort_out


def parts(python: dict) -> tuple[CondaFile, Requirements]:
    """Of a frozen `python` section. Azure ML's packages are left out of both, unless it says `installAzureML`."""
    conda = condas.of(python.get("condaDependencies"))
    if python.get("installAzureML"):
        return conda, sort_out(conda.pip, install_azureml=True)
    found = sort_out(conda.pip)
    left, removed = conda.without_azureml()
    found.notes[:0] = [NOT_INSTALLED.format(name=line) for line in removed if line in conda.dependencies]
    return replace(left, pip=conda.pip), found
