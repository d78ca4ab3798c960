from datetime import timedelta

from django import forms
from django.utils import timezone

from studio.models import Token

FOR_EVER = "0"
DAYS = [("30", "30 days"), ("90", "90 days"), ("365", "a year"), (FOR_EVER, "until it is revoked")]


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(max_length=100, help_text="What will use it, such as “laptop” or “nightly job”.")
    scope = forms.ChoiceField(
        label="May",
        choices=Token.Scope.choices,
        initial=Token.Scope.ALL,
        help_text="Never more than you may yourself. A dashboard needs to read; a nightly job to submit.",
    )
    days = forms.ChoiceField(label="Good for", choices=DAYS, initial="90")

    def expires(self):
        """When it ends, or None."""
        days = self.cleaned_data["days"]
        return None if days == FOR_EVER else timezone.now() + timedelta(days=int(days))
