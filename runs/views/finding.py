"""Finding what a URL names, in the member's workspace or not at all."""

from django.shortcuts import get_object_or_404

from runs.models import Source
from studio.access import MemberRequest


def a_source(request: MemberRequest, pk: int) -> Source:
    return get_object_or_404(request.workspace.sources, pk=pk)


def an_upload(request: MemberRequest, pk: int) -> Source:
    """A source that takes files from browsers: one that is linked to a repository does not."""
    return get_object_or_404(request.workspace.sources, pk=pk, kind=Source.Kind.UPLOAD)
