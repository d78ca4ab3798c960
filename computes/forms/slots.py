from django import forms

from computes.models import Target


class SlotsForm(forms.ModelForm):
    """How many runs a target takes at once."""

    class Meta:
        model = Target
        fields = ["slots"]
        labels = {"slots": "Runs at once"}
        help_texts = {"slots": "More wait in line, first come first served. Runs that are under way go on when you lower it."}
        widgets = {"slots": forms.NumberInput(attrs={"min": 1, "max": 256, "inputmode": "numeric"})}
