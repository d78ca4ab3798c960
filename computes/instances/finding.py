from django.db.models import QuerySet

from computes.models import Instance, InstanceState
from studio.models import Member


def visible(member: Member) -> QuerySet[Instance]:
    """The instances that this member may see: their own, and all of the workspace to its owners, who may stop and delete them."""
    found = Instance.objects.filter(target__workspace=member.workspace_id).select_related("target__owner", "target__workspace", "host")
    mine = found if member.may("owner") else found.filter(target__owner=member.user_id)
    return mine.order_by("target__name")


def ready(instance: Instance) -> bool:
    """Whether its JupyterLab can be looked at now."""
    return bool(instance.address) and instance.state in (InstanceState.RUNNING, InstanceState.JOB_RUNNING)
