"""A run configuration as a form: what to run, on what, in which environment."""

from django import forms
from django.core.exceptions import ValidationError

from computes.models import Target
from runs.forms.fields import ArgumentsField, DurationField, VariablesField
from runs.models import Configuration, ConfigurationVersion, Source
from runs.models.source import validate_name
from studio.models import Member

KINDS = [
    ("interpreter", "An interpreter you manage"),
    ("pip", "Requirements, installed with uv"),
]
MONO = {"class": "mono", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}


class ConfigurationForm(forms.Form):
    """Saving freezes a version: the next one, or the newest when nothing changed."""

    name = forms.CharField(max_length=100, help_text="What you pick it by when you submit a run.")
    source = forms.ModelChoiceField(
        Source.objects.none(),
        required=False,
        empty_label="Any source",
        help_text="Suggested together with this source. It still runs with any other.",
    )
    target = forms.ModelChoiceField(Target.objects.none(), label="Compute target", empty_label=None, help_text="The machine it runs on.")
    script = forms.CharField(
        max_length=500,
        widget=forms.TextInput(MONO | {"placeholder": "train.py"}),
        help_text="The Python file to start, from the top of the source.",
    )
    arguments = ArgumentsField(
        required=False,
        widget=forms.TextInput(MONO | {"placeholder": "--epochs 40 --name 'first try'"}),
        help_text="Split as a shell splits them; nothing is expanded.",
    )
    kind = forms.ChoiceField(label="Environment", choices=KINDS, initial="interpreter", widget=forms.RadioSelect)
    python = forms.CharField(
        required=False,
        max_length=500,
        label="Python",
        widget=forms.TextInput(MONO | {"placeholder": "the target's own python3"}),
        help_text="The path of an interpreter on the target, such as /opt/venv/bin/python. For requirements, 3.12 will do too.",
    )
    requirements = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(MONO | {"rows": 5, "placeholder": "scikit-learn>=1.4\nmatplotlib"}),
        help_text="As in requirements.txt. Built once on the target, and shared by every run that asks for the same.",
    )
    variables = VariablesField(
        required=False,
        label="Environment variables",
        widget=forms.Textarea(MONO | {"rows": 3, "placeholder": "OMP_NUM_THREADS=2"}),
        help_text="One KEY=VALUE a line. Every member can read them: keep passwords elsewhere.",
    )
    max_seconds = DurationField(
        required=False,
        max_length=40,
        label="Maximum duration",
        widget=forms.TextInput({"placeholder": "no limit"}),
        help_text="Like 90 (seconds), 45m, 2h or 1d 6h. A run that takes longer is ended.",
    )

    def __init__(self, member: Member, *args, configuration: Configuration | None = None, **options):
        self.member, self.configuration = member, configuration
        super().__init__(*args, initial=_initial(configuration) | options.pop("initial", {}), **options)
        self.fields["source"].queryset = member.workspace.sources.all()
        self.fields["target"].queryset = member.workspace.targets.all()

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        validate_name(name)
        others = self.member.workspace.configurations.exclude(pk=self.configuration and self.configuration.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(f"There is a configuration called {name} already. Choose another name, or edit that one.")
        return name

    def clean_script(self) -> str:
        script = self.cleaned_data["script"]
        parts = script.split("/")
        if script.startswith(("/", "-")) or "\\" in script or "\0" in script or ".." in parts or "" in parts:
            raise ValidationError(
                "A script is a path inside the source, such as train.py or tools/train.py: forward slashes, no “..”, no leading “/” or “-”."
            )
        return script

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind") == "pip" and not data.get("requirements", "").strip():
            self.add_error("requirements", "Say what to install, one package a line, or choose an interpreter you manage.")
        if data.get("kind") == "interpreter" and data.get("python") and not data["python"].startswith(("/", "~/")):
            self.add_error("python", "An interpreter you manage is named by its full path, such as /opt/venv/bin/python.")
        return data

    def save(self) -> ConfigurationVersion:
        """The version that says this now."""
        data = self.cleaned_data
        configuration = self.configuration or Configuration(workspace=self.member.workspace)
        configuration.name, configuration.source = data["name"], data["source"]
        configuration.save()
        fields = {name: data[name] for name in ("script", "arguments", "target", "variables", "max_seconds")}
        return configuration.revise(self.member.user, environment=_environment(data), **fields)


def _environment(data: dict) -> dict:
    environment = {"kind": data["kind"], "python": data["python"] or None}
    if data["kind"] == "pip":
        environment["requirements"] = data["requirements"].replace("\r\n", "\n").strip() + "\n"
    return environment


def _initial(configuration: Configuration | None) -> dict:
    newest = configuration.latest if configuration else None
    if newest is None:
        return {}
    fields = {name: getattr(newest, name) for name in ("script", "arguments", "target", "variables", "max_seconds")}
    return (
        fields
        | {name: value for name, value in newest.environment.items() if value}
        | {"name": configuration.name, "source": configuration.source}
    )
