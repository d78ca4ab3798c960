from django.shortcuts import get_object_or_404

from computes.models import Target
from studio.access import MemberRequest


def a_target(request: MemberRequest, name: str) -> Target:
    """The target of this name in the member's workspace, or Http404."""
    return get_object_or_404(Target.objects.select_related("workspace"), workspace=request.workspace, name=name)
