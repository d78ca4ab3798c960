"""Compute targets as forms: one class a kind. What is refused, and why, is decided in computes.registering."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from computes.forms.fields import IndexesField, SecretArea, SecretField, SizeField
from computes.host_keys import fingerprint
from computes.kinds import DOCKER, KINDS, Field
from computes.models import Target
from computes.registering import change, register
from computes.registering.addresses import written
from computes.registering.facts import FACTS
from studio.models import Member, User

PLAIN = {"spellcheck": "false", "autocomplete": "off", "autocapitalize": "off"}
MONO = PLAIN | {"class": "mono"}
SECRET = {"autocomplete": "new-password", "spellcheck": "false"}


def text(label: str, help_text: str = "", example: str = "", required: bool = False, **options: Any) -> forms.CharField:
    widget = forms.TextInput(MONO | ({"placeholder": example} if example else {}))
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=1000, widget=widget, **options)


def count(label: str, help_text: str = "", least: int = 1, most: int = 32767, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=most, required=False, **options)


class TargetForm(forms.Form):
    """What every target has. Further fields are options of its kind, or secrets of it, by their names."""

    kind = title = text_of_kind = ""
    secrets: tuple[str, ...] = ()

    name = forms.CharField(
        max_length=24,
        help_text="What run configurations call it: letters, digits and hyphens.",
        widget=forms.TextInput(PLAIN | {"placeholder": "gpu-1"}),
    )
    description = forms.CharField(
        required=False, max_length=500, help_text="For your colleagues, such as whose machine it is.", widget=forms.TextInput(PLAIN)
    )
    root = text("Folder", "Where jobs, code and environments are kept.")
    python = text("Python", "The interpreter, 3.8 or later, that the agent runs with.", "python3")
    slots = forms.IntegerField(label="Runs at once", help_text="More wait in line.", min_value=1, max_value=256, initial=2)
    everybody = forms.TypedChoiceField(
        label="Who may use it",
        choices=[(True, "Every contributor of the workspace"), (False, "These people alone")],
        coerce=lambda value: value == "True",
        initial=True,
        widget=forms.RadioSelect,
    )
    users = forms.ModelMultipleChoiceField(User.objects.none(), required=False, label="People", widget=forms.CheckboxSelectMultiple)
    cpus = forms.FloatField(label="Processors", required=False, min_value=0.1, help_text="Given out to runs. Empty: all of them.")
    memory = SizeField(label="Memory", required=False, help_text="Such as 64g. Empty: all of it.")
    gpus = IndexesField(label="GPUs", required=False, help_text="Their indexes, such as 0, 1; or none. Empty: all.")
    user_runs = count("Runs of one person at once", "Empty: no limit.")
    user_gpus = count("GPUs of one person at once", "Empty: no limit.", least=0)
    retries = count(
        "Retries", "How often a run is submitted again by itself when the machine was restarted under it.", least=0, most=10, initial=0
    )
    open_when_green = forms.BooleanField(label="Open it for runs as soon as its check passes", required=False, initial=True)

    def __init__(self, member: Member, data=None, target: Target | None = None, **options: Any):
        self.member, self.target = member, target
        super().__init__(data, initial=self._shown(target) if target else None, **options)
        self.others = [field for field in KINDS[self.kind].fields if not field.secret and field.name not in self.fields]
        self.fields |= {field.name: _plain(field) for field in self.others}
        self.fields["users"].queryset = User.objects.filter(memberships__workspace=member.workspace_id).exclude(
            memberships__in=member.workspace.members.filter(role="reader")
        )
        if target:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = "It stays: run configurations and the history use it."
            del self.fields["open_when_green"]

    @property
    def further(self) -> list[forms.BoundField]:
        """Options of the kind that have no place of their own on the page."""
        return [self[field.name] for field in self.others]

    @property
    def limits_wrong(self) -> bool:
        """Whether the limits, which are folded away, need another look."""
        return bool({"cpus", "memory", "gpus", "user_runs", "user_gpus", "retries"} & set(self.errors))

    def save(self) -> Target | None:
        """The target; None, with the reasons on the form, when it is refused."""
        facts = {name: self._fact(name) for name in (*FACTS, "users")}
        options = {name: self.cleaned_data[name] for name in self.option_names}
        secrets = {name: self.cleaned_data[name] for name in self.secrets}
        try:
            if self.target is None:
                opens = self.cleaned_data["open_when_green"]
                name = self.cleaned_data["name"]
                return register(self.member.workspace, self.member.user, name, self.kind, options, secrets, opens, **facts)
            self.asked = change(self.target, self.member.user, options, secrets, **facts)
            return self.target
        except ValidationError as refusal:
            self._refuse(refusal)
            return None

    @property
    def option_names(self) -> list[str]:
        every = set(TargetForm.base_fields) - {"root", "python"}
        return [name for name in self.fields if name not in every and name not in self.secrets]

    def _fact(self, name: str) -> Any:
        value = self.cleaned_data[name]
        if name == "users":
            return list(value)
        return 0 if value is None and name == "retries" else value

    def _refuse(self, refusal: ValidationError) -> None:
        for field, errors in refusal.error_dict.items() if hasattr(refusal, "error_dict") else [(None, refusal.error_list)]:
            self.add_error(field if field in self.fields else None, errors)

    def _shown(self, target: Target) -> dict[str, Any]:
        facts = {name: getattr(target, name) for name in ("name", *FACTS)}
        return {**facts, **target.options, "users": list(target.users.all())}


def _plain(field: Field) -> forms.Field:
    """An option as its kind describes it."""
    if field.choices:
        return forms.ChoiceField(label=field.label, help_text=field.help, choices=field.choices, required=False)
    return text(field.label, field.help, field.default)


class LocalForm(TargetForm):
    kind, title = "local", "This machine"
    text_of_kind = "Runs are plain processes of the machine that the studio runs on, in a folder of their own."
    root = text("Folder", "Where jobs, code and environments are kept. Empty: in the studio’s own data folder.", "/data/trainshed")
    python = text("Python", "The interpreter, 3.8 or later, that the agent runs with. Empty: the studio’s own.", "/usr/bin/python3")
    docker = forms.ChoiceField(
        label="Containers",
        choices=DOCKER.choices,
        required=False,
        help_text="Needs Docker, or Podman with its socket, and a user who may use it.",
    )
    docker_socket = text("Docker’s socket", "Empty: the usual place.", "/var/run/docker.sock")


class DockerForm(TargetForm):
    kind, title = "docker", "Docker on this machine"
    text_of_kind = "Runs are containers of the engine on the machine that the studio runs on."
    root = text("Folder", "Where jobs, code and environments are kept. Empty: in the studio’s own data folder.", "/data/trainshed")
    python = text("Python", "The interpreter, 3.8 or later, that the agent runs with. Empty: the studio’s own.", "/usr/bin/python3")
    docker_socket = text("Docker’s socket", "Empty: the usual place.", "/var/run/docker.sock")


class SshForm(TargetForm):
    kind, title = "ssh", "SSH machine"
    text_of_kind = "A machine that you can sign in to. It needs Python 3.8 and no root, no Docker, no open port but SSH’s."
    secrets = ("key", "passphrase", "password")

    host = text("Host", "A name or an address that the studio reaches.", "gpu-1.example.org", required=True)
    port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=22, help_text="SSH’s own is 22.")
    user = text("User", "Runs are processes of this user.", "ubuntu", required=True)
    auth = forms.ChoiceField(
        label="Sign in with",
        choices=[("generate", "A new key"), ("key", "A private key"), ("password", "A password"), ("agent", "The SSH agent")],
        initial="generate",
        widget=forms.RadioSelect,
    )
    key = SecretField(
        label="Private key",
        max_length=20_000,
        help_text="The whole file, such as <code>~/.ssh/id_ed25519</code>. Kept encrypted, never shown again.",
        widget=SecretArea(SECRET | {"class": "mono", "rows": 5, "placeholder": "-----BEGIN OPENSSH PRIVATE KEY-----"}),
    )
    passphrase = forms.CharField(
        required=False, strip=False, max_length=1000, help_text="Where the key has one.", widget=forms.PasswordInput(SECRET)
    )
    password = SecretField(max_length=1000, help_text="Kept encrypted, never shown again.", widget=forms.PasswordInput(SECRET))
    jump = text("Jump hosts", "Hosts to go through, in this order, with commas between.", "me@bastion.example.org:22")
    root = text("Folder", "Where jobs, code and environments are kept. Empty: .trainshed in the user’s home.", "~/.trainshed")
    docker = LocalForm.base_fields["docker"]
    docker_socket = LocalForm.base_fields["docker_socket"]

    def __init__(self, member: Member, data=None, target: Target | None = None, **options: Any):
        super().__init__(member, data, target, **options)
        if target and target.secrets.get("key"):
            whose = f" ({fingerprint(target.public_key)})" if target.public_key else ""
            self.fields["key"].help_text = f"Kept{whose}. Paste another to replace it, or leave this empty."
            self.fields["passphrase"].help_text = "Kept with its key."
        if target and target.secrets.get("password"):
            self.fields["password"].help_text = "Kept. Write another to replace it, or leave this empty."

    def _shown(self, target: Target) -> dict[str, Any]:
        return {**super()._shown(target), "jump": written(target.options.get("jump", []))}


FORMS: dict[str, type[TargetForm]] = {form.kind: form for form in (SshForm, LocalForm, DockerForm)}
