from django.http import Http404
from django.shortcuts import get_object_or_404

from runs.models import Configuration, ConfigurationVersion
from studio.access import MemberRequest
from studio.keys import key


def find(request: MemberRequest, pk: int) -> Configuration:
    return get_object_or_404(request.workspace.configurations.select_related("source"), pk=pk)


def chosen(versions: list[ConfigurationVersion], number: str | None) -> ConfigurationVersion:
    """The version of that number, of those that are listed newest first; the newest where none is asked for."""
    for version in versions:
        if number is None or version.number == key(number):
            return version
    raise Http404("There is no such version of this configuration.")
