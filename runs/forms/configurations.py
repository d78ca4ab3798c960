"""What a configuration is called, and how to bring one in; what it says is edited as a draft (runs/configuring/drafts.py)."""

from django import forms
from django.core.exceptions import ValidationError

from runs.models import Configuration, Source
from runs.models.source import validate_name
from studio.models import Member

MONO = {"class": "mono", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}


class ConfigurationForm(forms.Form):
    name = forms.CharField(max_length=100, help_text="What you pick it by when you submit a run.")
    source = forms.ModelChoiceField(
        Source.objects.none(),
        required=False,
        empty_label="Any source",
        help_text="Suggested together with this source. It still runs with any other.",
    )

    def __init__(self, member: Member, *args, configuration: Configuration | None = None, **options):
        self.member, self.configuration = member, configuration
        now = {"name": configuration.name, "source": configuration.source} if configuration else {}
        super().__init__(*args, initial=now | options.pop("initial", {}), **options)
        self.fields["source"].queryset = member.workspace.sources.all()

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        validate_name(name)
        others = self.member.workspace.configurations.exclude(pk=self.configuration and self.configuration.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(f"There is a configuration called {name} already. Choose another name, or edit that one.")
        return name

    def save(self) -> Configuration:
        """The configuration, under this name; what it says is another matter."""
        configuration = self.configuration or Configuration(workspace=self.member.workspace)
        configuration.name, configuration.source = self.cleaned_data["name"], self.cleaned_data["source"]
        configuration.save()
        return configuration
