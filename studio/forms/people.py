from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm

from studio.models import SignInAttempt, User


class SignInForm(AuthenticationForm):
    """Name and password. Ten failures in five minutes close the door to that name from that address for a while."""

    username = forms.CharField(label="Name", widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username"}))
    error_messages = {
        "invalid_login": "That name and password do not go together. If the password is lost, an owner can make a new sign-in link."
    }
    TOO_MANY = "Too many failed attempts. Wait five minutes, or ask an owner for a new sign-in link."

    def clean(self) -> dict:
        name, address = self.cleaned_data.get("username", ""), self.request.META.get("REMOTE_ADDR", "")
        if not SignInAttempt.begin(name, address):
            raise forms.ValidationError(self.TOO_MANY, code="too_many")
        cleaned = super().clean()
        SignInAttempt.forgive(name, address)
        return cleaned


class WelcomeForm(forms.ModelForm):
    """What somebody who comes in by a one-time link says of themselves."""

    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters. A few random words are easy to remember and hard to guess.",
    )

    class Meta:
        model = User
        fields = ["username", "name", "password"]
        labels = {"username": "Sign-in name", "name": "Your name"}
        help_texts = {"username": "Short, no spaces: you type it when you sign in.", "name": "What the others read beside your runs."}
        widgets = {"username": forms.TextInput(attrs={"autofocus": True, "autocomplete": "username"})}

    def _post_clean(self) -> None:
        # Only now the person has the name that they typed: the password must not be like it.
        super()._post_clean()
        try:
            password_validation.validate_password(self.cleaned_data.get("password", ""), self.instance)
        except forms.ValidationError as weak:
            self.add_error("password", weak)

    def save(self, commit: bool = False) -> User:
        """The person, not yet in the database: the invitation saves them when it lets them in."""
        user = super().save(commit=False)
        user.set_password(self.cleaned_data["password"])
        return user


class NewPasswordForm(WelcomeForm):
    """A new password for somebody who lost theirs."""

    class Meta(WelcomeForm.Meta):
        fields = ["password"]
