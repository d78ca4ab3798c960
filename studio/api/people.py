from datetime import datetime

from ninja import Query, Router, Schema

from studio.api.authentication import Call, reader
from studio.api.pages import Asked, Page, page
from studio.models import Member

router = Router(auth=reader, tags=["people"])


class MemberFacts(Schema):
    username: str
    name: str
    role: str
    joined: datetime


class WorkspaceFacts(Schema):
    slug: str
    name: str


class Me(MemberFacts):
    workspace: WorkspaceFacts


@router.get("/me", response=Me, summary="Whose token this is, and of which workspace")
def me(request: Call):
    workspace = request.auth.workspace
    return {**_told(request.auth), "workspace": {"slug": workspace.slug, "name": workspace.name}}


@router.get("/members", response=Page[MemberFacts], summary="The members of the workspace")
def members(request: Call, asked: Query[Asked]):
    return page(request.auth.workspace.members.select_related("user"), asked, _told)


def _told(member: Member) -> dict:
    return {"username": member.user.username, "name": str(member.user), "role": member.role, "joined": member.joined}
