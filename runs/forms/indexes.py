"""Where a workspace's packages come from, as a form. Passwords in addresses are written here and never shown again."""

import json
import re

from django import forms
from django.core.exceptions import ValidationError

from runs.containers.registries import SCHEME
from runs.environments.indexes import credentials_of, with_user, without_user
from runs.forms.configurations import MONO
from runs.models import PackageIndexes
from studio.models import Workspace

MASK = "••••••••"
ADDRESS = re.compile(r"(https?|file)://\S+")
REGISTRY = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")


class PackageIndexesForm(forms.Form):
    index_url = forms.CharField(
        required=False,
        max_length=500,
        label="Package index",
        widget=forms.TextInput(MONO | {"placeholder": "https://pypi.org/simple"}),
        help_text="Takes the place of PyPI. https://user:password@host/simple keeps its password to itself.",
    )
    extra_index_urls = forms.CharField(
        required=False,
        label="Further indexes",
        widget=forms.Textarea(MONO | {"rows": 3}),
        help_text="One address a line. The best version over all indexes is taken.",
    )
    find_links = forms.CharField(
        required=False,
        max_length=500,
        label="Folder or page of wheels",
        widget=forms.TextInput(MONO | {"placeholder": "/mnt/wheels"}),
        help_text="A folder on the targets, or a page with links (pip’s --find-links).",
    )
    offline = forms.BooleanField(
        required=False, label="Offline", help_text="Never ask the network: the folder of wheels and uv’s cache are all there is."
    )
    conda_channels = forms.CharField(
        required=False,
        label="Conda channels",
        widget=forms.Textarea(MONO | {"rows": 2, "placeholder": "conda-forge"}),
        help_text="One a line, for conda files that name none. A name, an address, or file:///folder.",
    )
    later_python = forms.BooleanField(
        required=False,
        label="A later Python will do",
        help_text="Where a conda file pins one that is not on the target: python=3.6.2 may become 3.11.",
    )

    registries = forms.CharField(
        required=False,
        label="Registries of images",
        widget=forms.Textarea(MONO | {"rows": 2, "placeholder": "user:password@registry.example.com"}),
        help_text="One a line, for images of containers that ask for a sign-in. docker.io is Docker’s own. Passwords are encrypted.",
    )

    def __init__(self, workspace: Workspace, *args, **options):
        self.row, _ = PackageIndexes.objects.get_or_create(workspace=workspace)
        self.stored = credentials_of(self.row)
        super().__init__(*args, initial=self._shown(), **options)

    def clean_index_url(self) -> str:
        return _checked(self.cleaned_data["index_url"])

    def clean_extra_index_urls(self) -> list[str]:
        return [_checked(line) for line in self.cleaned_data["extra_index_urls"].split()]

    def clean_find_links(self) -> str:
        value = self.cleaned_data["find_links"]
        return value if not value or value.startswith("/") else _checked(value)

    def clean_conda_channels(self) -> list[str]:
        return self.cleaned_data["conda_channels"].split()

    def clean_registries(self) -> dict[str, str]:
        """{host: "user:password"}."""
        return dict(_registry(line) for line in self.cleaned_data["registries"].split())

    def save(self) -> PackageIndexes:
        data = self.cleaned_data
        kept: dict[str, str] = {}
        self.row.index_url = self._sealed(data["index_url"], kept)
        self.row.extra_index_urls = [self._sealed(each, kept) for each in data["extra_index_urls"]]
        self.row.find_links = self._sealed(data["find_links"], kept)
        self.row.conda_channels = [self._sealed(each, kept) for each in data["conda_channels"]]
        for host, user in data["registries"].items():
            self._sealed(f"{SCHEME}{user}@{host}", kept)
        self.row.offline, self.row.later_python = data["offline"], data["later_python"]
        self.row.credentials = json.dumps(kept) if kept else ""
        self.row.save()
        return self.row

    def _sealed(self, address: str, kept: dict[str, str]) -> str:
        """The address alone; who may use it goes to `kept`. The mask means: as it was, for this very address."""
        bare, user = without_user(address)
        if MASK in user:
            user = self.stored.get(bare, "")
        if user:
            kept[bare] = user
        return bare

    def _shown(self) -> dict:
        return {
            "index_url": self._masked(self.row.index_url),
            "extra_index_urls": "\n".join(map(self._masked, self.row.extra_index_urls)),
            "find_links": self._masked(self.row.find_links),
            "offline": self.row.offline,
            "conda_channels": "\n".join(map(self._masked, self.row.conda_channels)),
            "later_python": self.row.later_python,
            "registries": "\n".join(self._masked(each).removeprefix(SCHEME) for each in self.stored if each.startswith(SCHEME)),
        }

    def _masked(self, address: str) -> str:
        user, colon, _ = self.stored.get(address, "").partition(":")
        return with_user(address, f"{user}:{MASK}" if colon else MASK) if address in self.stored else address


def _registry(line: str) -> tuple[str, str]:
    user, at, host = line.removeprefix("https://").rpartition("@")
    host = host.rstrip("/")
    if not at or ":" not in user or not REGISTRY.fullmatch(host):
        raise ValidationError(f"{host or 'A line'} is no registry with its user. Write user:password@registry.example.com, without a path.")
    return {"index.docker.io": "docker.io", "registry-1.docker.io": "docker.io"}.get(host, host), user


def _checked(address: str) -> str:
    if address and not ADDRESS.fullmatch(address):
        raise ValidationError(f"{without_user(address)[0]} is no address. One begins with https://, http:// or file://.")
    return address
