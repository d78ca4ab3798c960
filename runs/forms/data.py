"""Datastores and data sets as forms. Secrets are written here and never shown again."""

import json

from django import forms
from django.core.exceptions import ValidationError

from runs.data import addresses, registering, stores
from runs.forms.configurations import MONO
from runs.models import Dataset, Datastore
from studio.models import Member

SECRET = MONO | {"autocomplete": "new-password"}


def secret_field(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(required=False, label=label, help_text=help_text, widget=forms.PasswordInput(SECRET))


class StoreForm(forms.Form):
    """What every datastore has. Fields beside these are options of its kind, by their names."""

    title = ""
    name = forms.CharField(max_length=100, help_text="What run configurations call it, as <code>dataStoreName</code>.")
    url = forms.CharField(max_length=1000, label="Address", widget=forms.TextInput(MONO))

    def __init__(self, member: Member, *args, store: Datastore | None = None, **options):
        self.member, self.store = member, store
        shown = store and {"name": store.name, "url": store.url, **self.shown(store)}
        super().__init__(*args, initial=shown or {}, **options)
        if store:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = "It stays: run configurations use it."
            if self.has_secret:
                self.fields["forget"] = forms.BooleanField(required=False, label="Forget the stored secrets")

    @property
    def has_secret(self) -> bool:
        return bool(self.store and addresses.secrets_of(self.store.protocol, self.store.secrets))

    def shown(self, store: Datastore) -> dict:
        """The options that may be seen."""
        return {name: value for name, value in store.secrets.items() if name not in addresses.SECRET_OPTIONS}

    def options(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("name", "url", "forget") and value}

    def save(self) -> Datastore | None:
        """The datastore; None, with the reason on the form, when it is refused."""
        try:
            if self.store is None:
                return stores.make(
                    self.member.workspace, self.cleaned_data["name"], self.cleaned_data["url"], self.options(), self.member.user
                )
            stores.change(self.store, self.cleaned_data["url"], self.options(), self.cleaned_data.get("forget", False))
            return self.store
        except ValidationError as refusal:
            for field, sentences in refusal.message_dict.items():
                self.add_error(field if field in self.fields else None, sentences)
            return None


class FolderForm(StoreForm):
    title = "Folder on the targets"
    url = forms.CharField(
        max_length=1000,
        label="Folder",
        widget=forms.TextInput(MONO | {"placeholder": "/data/team"}),
        help_text="Its absolute path on every compute target that is to use it. Runs use it where it lies; nothing is copied to mount it.",
    )


class S3Form(StoreForm):
    title = "S3"
    url = forms.CharField(
        max_length=1000,
        label="Bucket and folder",
        widget=forms.TextInput(MONO | {"placeholder": "s3://bucket/folder"}),
        help_text="Of Amazon, MinIO, Ceph or anything else that speaks S3.",
    )
    endpoint_url = forms.CharField(
        required=False,
        label="Endpoint",
        widget=forms.TextInput(MONO | {"placeholder": "https://minio.example.org:9000"}),
        help_text="Empty for Amazon’s own.",
    )
    region = forms.CharField(required=False, widget=forms.TextInput(MONO | {"placeholder": "eu-central-1"}))
    key = secret_field("Access key", "Empty: it is asked anonymously.")
    secret = secret_field("Secret key")
    token = secret_field("Session token", "Where the keys are temporary ones.")


class SftpForm(StoreForm):
    title = "SFTP"
    url = forms.CharField(
        max_length=1000,
        label="Server and folder",
        widget=forms.TextInput(MONO | {"placeholder": "sftp://host:22/srv/data"}),
        help_text="The folder’s whole path on the server.",
    )
    username = forms.CharField(label="User name", widget=forms.TextInput(MONO))
    host_key = forms.CharField(
        required=False,
        label="Host key",
        widget=forms.TextInput(MONO | {"placeholder": "SHA256:…"}),
        help_text="The server’s fingerprint. Leave it empty and test the connection to be told what the server shows.",
    )
    password = secret_field("Password")
    private_key = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(MONO | {"rows": 4, "placeholder": "-----BEGIN OPENSSH PRIVATE KEY-----"}),
        help_text="Instead of a password: a private key without a passphrase.",
    )


class WebForm(StoreForm):
    title = "Web"
    url = forms.CharField(
        max_length=1000,
        label="Address",
        widget=forms.TextInput(MONO | {"placeholder": "https://example.org/data/"}),
        help_text="Files are read from below it; nothing is written. A folder ends with a slash, and can be read as one where the server lists it.",
    )
    username = forms.CharField(required=False, label="User name", widget=forms.TextInput(MONO))
    password = secret_field("Password")
    token = secret_field("Bearer token", "Instead of user name and password.")


class OtherForm(StoreForm):
    title = "Other"
    url = forms.CharField(max_length=1000, label="Address", widget=forms.TextInput(MONO | {"placeholder": "gs://bucket/folder"}))
    written = forms.CharField(
        required=False,
        label="Options",
        widget=forms.Textarea(MONO | {"rows": 4, "placeholder": '{"token": "…"}'}),
        help_text="As JSON, for fsspec. They are credentials: stored encrypted, and never shown again.",
    )

    def clean_written(self) -> dict:
        try:
            options = json.loads(self.cleaned_data["written"] or "{}")
        except ValueError as trouble:
            raise ValidationError(f"This is no JSON: {trouble}.") from None
        if not isinstance(options, dict):
            raise ValidationError('Write an object, such as {"token": "…"}.')
        return options

    def shown(self, store: Datastore) -> dict:
        return {}

    def options(self) -> dict:
        return self.cleaned_data.get("written") or {}


FORMS = {"folder": FolderForm, "s3": S3Form, "sftp": SftpForm, "web": WebForm, "other": OtherForm}


def kind_of(store: Datastore) -> str:
    """Which of the forms a datastore is edited with."""
    return {"http": "web", "https": "web"}.get(store.protocol, store.protocol if store.protocol in FORMS else "other")


class DatasetForm(forms.Form):
    """A named place in a datastore. Registering a name again makes its next version."""

    name = forms.CharField(max_length=250, help_text="What run configurations call it. A name that is there already gets its next version.")
    datastore = forms.ModelChoiceField(Datastore.objects.none(), empty_label=None)
    path = forms.CharField(
        max_length=1000,
        required=False,
        widget=forms.TextInput(MONO | {"placeholder": "mnist/2024"}),
        help_text="A folder or a file in it; empty for the whole datastore.",
    )
    kind = forms.ChoiceField(choices=Dataset.Kind, initial=Dataset.Kind.FILE)
    description = forms.CharField(required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, member: Member, *args, **options):
        super().__init__(*args, **options)
        self.member = member
        self.fields["datastore"].queryset = member.workspace.datastores.all()
        self.fields["datastore"].initial = member.workspace.datastores.filter(is_default=True).first()

    def save(self) -> Dataset | None:
        wanted = self.cleaned_data | {"datastore": self.cleaned_data["datastore"].name}
        try:
            return registering.register(self.member.workspace, self.member.user, **wanted)
        except ValidationError as refusal:
            for field, sentences in refusal.message_dict.items():
                self.add_error(field, sentences)
            return None
