"""An environment as a form. Saving registers a version: the next one, or the one that says the same already."""

import re
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError

from runs import environments
from runs.environments import conda as condas
from runs.environments.definition import builds
from runs.environments.registry import check_name
from runs.environments.requirements import read_lines
from runs.environments.writing import conda_text
from runs.forms.configurations import MONO
from runs.forms.fields import VariablesField
from runs.models import Environment, EnvironmentVersion
from studio.models import Member

KINDS = [
    ("pip", "Requirements"),
    ("conda", "Conda file"),
    ("interpreter", "An interpreter you manage"),
    ("base", "A conda environment you manage"),
]
VERSION = re.compile(r"\d+(\.\d+){0,2}|[<>=!~][<>=!~.,\d ]+")
FILE_BYTES = 1_000_000


class EnvironmentForm(forms.Form):
    """`version`: what it begins with; `environment`: the one that gets the next version, else a new one is made."""

    name = forms.CharField(
        max_length=200, help_text="What configurations refer to it by. Registered again with a change it gets its next version."
    )
    kind = forms.ChoiceField(choices=KINDS, initial="pip", widget=forms.RadioSelect, label="Made from")
    requirements = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(MONO | {"rows": 7, "placeholder": "scikit-learn>=1.5\n--extra-index-url https://…\n-e ."}),
        help_text="As in requirements.txt, options too. Lines that name the run’s own code, such as -e ., are installed for each run by itself.",
    )
    python = forms.CharField(
        required=False,
        max_length=500,
        label="Python",
        widget=forms.TextInput(MONO | {"placeholder": "the target’s own python3"}),
        help_text="A version such as 3.12, or the path of an interpreter on the target.",
    )
    conda = forms.CharField(
        required=False,
        strip=False,
        label="Conda file",
        widget=forms.Textarea(MONO | {"rows": 12, "placeholder": "dependencies:\n- python=3.11\n- numpy\n- pip:\n  - scikit-learn"}),
        help_text="Python and pip alone are built with uv; other packages come from the file’s channels.",
    )
    conda_file = forms.FileField(
        required=False, label="Or upload one", help_text="Such as conda_dependencies.yml. It takes the place of the text above."
    )
    interpreter = forms.CharField(
        required=False,
        max_length=500,
        label="Path of the interpreter",
        widget=forms.TextInput(MONO | {"placeholder": "/opt/venv/bin/python"}),
        help_text="On the target. Nothing is installed into it.",
    )
    base = forms.CharField(
        required=False,
        max_length=500,
        label="Conda environment",
        widget=forms.TextInput(MONO | {"placeholder": "base"}),
        help_text="Its name or path on the target. It stays as it is: the requirements below are installed beside it.",
    )
    base_requirements = forms.CharField(
        required=False, strip=False, label="Requirements on top", widget=forms.Textarea(MONO | {"rows": 3, "placeholder": "lightgbm"})
    )
    variables = VariablesField(
        required=False,
        label="Environment variables",
        widget=forms.Textarea(MONO | {"rows": 3, "placeholder": "OMP_NUM_THREADS=2"}),
        help_text="One KEY=VALUE a line, for every script that runs in it. Every member can read them.",
    )

    def __init__(self, member: Member, *args, environment: Environment | None = None, version: EnvironmentVersion | None = None, **options):
        self.member, self.environment = member, environment
        initial = (initial_of(version) if version else {}) | options.pop("initial", {})
        super().__init__(*args, initial=initial, **options)
        if environment:
            del self.fields["name"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        check_name(name)
        if self.member.workspace.environments.filter(name__iexact=name, registered=True).exists():
            raise ValidationError(f"There is an environment called {name} already. Choose another name, or give that one its next version.")
        return name

    def clean_conda_file(self) -> str:
        file = self.cleaned_data["conda_file"]
        if not file:
            return ""
        if file.size > FILE_BYTES:
            raise ValidationError("A conda file has 1 MB at most; this one is larger.")
        return file.read().decode(errors="replace")

    def clean_python(self) -> str:
        python = self.cleaned_data["python"].strip()
        if python and not python.startswith(("/", "~/")) and not VERSION.fullmatch(python):
            raise ValidationError("Python is a version, such as 3.12, or the full path of an interpreter, such as /opt/venv/bin/python.")
        return python

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind") == "base" and not data.get("base"):
            self.add_error("base", "Say which conda environment of the target it is, by its name or path.")
        if not self.errors:
            field, python = PARTS[data["kind"]]
            try:
                tree = {"python": python(data), "environmentVariables": data["variables"]}
                self.definition = environments.definition(tree, {}, lambda path: None)
            except ValidationError as refusal:
                self.add_error(field, refusal)
        return data

    def save(self) -> EnvironmentVersion:
        name = self.environment.name if self.environment else self.cleaned_data["name"]
        return environments.register(self.member.workspace, name, self.definition, self.member.user)


def _pip(data: dict) -> dict:
    python = data["python"]
    path = "/" in python
    pip = read_lines(data["requirements"])
    conda = {"dependencies": [_python_spec(python), "pip", *([{"pip": pip}] if pip else [])]}
    return {"condaDependencies": conda} | ({"baseInterpreter": python} if path else {})


def _python_spec(python: str) -> str:
    if not python or "/" in python:
        return "python"
    return f"python={python}" if python[0].isdigit() else f"python{python}"


def _conda(data: dict) -> dict:
    text = data["conda_file"] or data["conda"]
    return {"condaDependencies": condas.read(text).tree if text.strip() else {}}


def _interpreter(data: dict) -> dict:
    return {"userManagedDependencies": True, "interpreterPath": data["interpreter"]}


def _base(data: dict) -> dict:
    pip = read_lines(data["base_requirements"])
    conda = {"condaDependencies": {"dependencies": [{"pip": pip}]}} if pip else {}
    return {"baseCondaEnvironment": data["base"]} | conda


# Kind -> the field that says it, and how that is read.
PARTS: dict[str, tuple[str, Callable[[dict], dict]]] = {
    "pip": ("requirements", _pip),
    "conda": ("conda", _conda),
    "interpreter": ("interpreter", _interpreter),
    "base": ("base", _base),
}


def initial_of(version: EnvironmentVersion) -> dict:
    """A version as the form shows it."""
    python = version.definition.get("python", {})
    conda = condas.of(python.get("condaDependencies"))
    shown = {
        "name": version.environment.name,
        "variables": version.definition.get("environmentVariables", {}),
        "conda": conda_text(version),
    }
    lines = "\n".join(conda.pip)
    if not builds(version.definition) and not python.get("baseCondaEnvironment"):
        return shown | {"kind": "interpreter", "interpreter": python.get("interpreterPath", "")}
    if python.get("baseCondaEnvironment") and not conda.needs_conda:
        return shown | {"kind": "base", "base": python["baseCondaEnvironment"], "base_requirements": lines}
    plain = not conda.needs_conda and not conda.channels
    asked = python.get("baseInterpreter") or condas.python_of(conda) or ""
    return shown | {"kind": "pip" if plain else "conda", "requirements": lines, "python": asked}
