"""A source as a form: where its files come from, and how to get at them."""

from django import forms
from django.core.exceptions import ValidationError

from runs import sourcing
from runs.forms.configurations import MONO
from runs.models import Source
from runs.snapshots import SnapshotError
from studio.models import Member


class SourceForm(forms.ModelForm):
    """What every source has. Saving makes or changes the row; its files are another matter."""

    kind = Source.Kind.UPLOAD

    class Meta:
        model = Source
        fields = ["name", "description"]
        help_texts = {"name": "What the others find it by.", "description": "One line on what its code does."}

    def __init__(self, member: Member, *args, **options):
        super().__init__(*args, **options)
        self.member = member
        if self.instance.pk is None:
            self.instance.workspace, self.instance.created_by, self.instance.kind = member.workspace, member.user, self.kind

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = self.member.workspace.sources.exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(f"There is a source called {name} already. Choose another name, or give that one a new snapshot.")
        return name


class UploadForm(SourceForm):
    """A source whose files come from a browser; with an archive at once where no script sends a folder."""

    archive = forms.FileField(required=False, label="Archive", help_text="A zip or tar (.gz, .xz, .bz2).")


class GitForm(SourceForm):
    """A source that is linked to a git repository. Secrets are written here and never shown again."""

    kind = Source.Kind.GIT

    token = forms.CharField(
        required=False,
        widget=forms.PasswordInput(MONO | {"autocomplete": "new-password"}),
        help_text="For https: a personal access token or deploy token that may read the repository.",
    )
    deploy_key = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(MONO | {"rows": 4, "placeholder": "-----BEGIN OPENSSH PRIVATE KEY-----"}),
        help_text="For ssh: a private key without a passphrase that may read the repository.",
    )
    forget = forms.BooleanField(required=False, label="Forget the stored token and key")

    class Meta(SourceForm.Meta):
        fields = ["git_url", "git_ref", "name", "description", "git_user"]
        labels = {"git_url": "Repository", "git_ref": "Branch, tag or commit", "git_user": "User name"}
        help_texts = SourceForm.Meta.help_texts | {
            "git_url": "Such as https://example.org/team/project.git or git@example.org:team/project.git.",
            "git_ref": "What is fetched unless you ask for another. Empty: the repository’s default branch.",
            "git_user": "Where the server asks for one with the token.",
        }
        widgets = {
            "git_url": forms.TextInput(MONO),
            "git_ref": forms.TextInput(MONO | {"placeholder": "main"}),
            "git_user": forms.TextInput(MONO),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["git_url"].required = True
        if not self.has_secret:
            del self.fields["forget"]

    @property
    def has_secret(self) -> bool:
        return bool(self.instance.token or self.instance.deploy_key)

    def clean_git_url(self) -> str:
        try:
            return sourcing.checked_git_url(self.cleaned_data["git_url"])
        except SnapshotError as refusal:
            raise ValidationError(str(refusal)) from None

    def save(self, commit: bool = True) -> Source:
        """An empty field leaves its secret as it is; `forget` empties both.

        Another repository forgets them too: who may edit the address must not thereby send the secret to a server of their choice."""
        forget = self.cleaned_data.get("forget") or "git_url" in self.changed_data
        for name in ("token", "deploy_key"):
            written = self.cleaned_data[name].replace("\r\n", "\n")
            if written or forget:
                setattr(self.instance, name, written)
        return super().save(commit)
