from computes.models import Mode, Target
from studio.api.authentication import Call
from studio.api.finding import one


def seen_by(request: Call):
    """The targets that the caller may know of: those that are being set up are their owners' alone."""
    rows = Target.objects.filter(workspace=request.auth.workspace_id)
    return rows if request.auth.may("owner") else rows.exclude(mode=Mode.DRAFT)


def a_target(request: Call, name: str) -> Target:
    return one(seen_by(request).filter(name=name), f"compute target {name}")
