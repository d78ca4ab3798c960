"""What every page of a workspace needs: the workspace and what this member may do in it."""


def workspace(request) -> dict:
    member = getattr(request, "member", None)
    if member is None:
        return {}
    return {
        "workspace": member.workspace,
        "member": member,
        "contributes": member.may("contributor"),
        "owns": member.may("owner"),
    }
