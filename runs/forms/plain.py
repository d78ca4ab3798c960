"""A run configuration as a handful of plain fields, which the API takes instead of a text."""

from django import forms
from django.core.exceptions import ValidationError

from computes.models import Target
from runs.drafting import drafted
from runs.forms.fields import ArgumentsField, DurationField, VariablesField
from studio.models import Member

KINDS = [("interpreter", "An interpreter you manage"), ("pip", "Requirements, installed with uv")]


class PlainForm(forms.Form):
    """`text()` is the run configuration that says what these fields say."""

    target = forms.ModelChoiceField(Target.objects.none())
    script = forms.CharField(max_length=500)
    arguments = ArgumentsField(required=False)
    kind = forms.ChoiceField(choices=KINDS)
    python = forms.CharField(required=False, max_length=500)
    requirements = forms.CharField(required=False, strip=False)
    variables = VariablesField(required=False)
    max_seconds = DurationField(required=False, max_length=40)

    def __init__(self, member: Member, *args, **options):
        super().__init__(*args, **options)
        self.fields["target"].queryset = Target.objects.usable_by(member)

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

    def text(self) -> str:
        said = {name: self.cleaned_data[name] for name in ("script", "arguments", "variables", "max_seconds")}
        environment = {name: self.cleaned_data[name] for name in ("kind", "python", "requirements")}
        return drafted(**said, target=self.cleaned_data["target"].name, environment=environment)
