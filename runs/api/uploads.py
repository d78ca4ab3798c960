"""Files from a program into a source, as the pages send them: which files count, which contents are missing,
those, and the snapshot (POST …/snapshots)."""

from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile as Uploaded
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from runs import sourcing
from runs.api.finding import a_source
from runs.api.snapshots import SnapshotFacts, told
from runs.models import Source
from studio.api.authentication import Call, contributor

router = Router(auth=contributor, tags=["uploads"])


class Folder(Schema):
    """The paths of a folder, and the texts of its ignore files."""

    paths: list[str]
    ignores: dict[str, str] = {}


class Choice(Schema):
    kept: list[str]
    limits: dict[str, int]


class Hashes(Schema):
    hashes: list[str]


class Missing(Schema):
    missing: list[str]


class Stored(Schema):
    stored: int


@router.post("/sources/{name}/choice", response=Choice, summary="1: which files of a folder its ignore files let through")
def choice(request: Call, name: str, folder: Folder):
    a_source(request, name, Source.Kind.UPLOAD)
    limits = sourcing.limits()
    return {"kept": sourcing.choice(folder.paths, folder.ignores), "limits": {"bytes": limits.bytes, "files": limits.files}}


@router.post("/sources/{name}/missing", response=Missing, summary="2: which contents (git blob hashes) the studio lacks")
def missing(request: Call, name: str, asked: Hashes):
    return {"missing": sourcing.missing(a_source(request, name, Source.Kind.UPLOAD).workspace_id, asked.hashes)}


@router.post("/sources/{name}/blobs", response=Stored, summary="3: contents, as parts of a form, each named by its hash")
def blobs(request: Call, name: str):
    sourcing.put(
        a_source(request, name, Source.Kind.UPLOAD).workspace_id,
        {sha: content for sha, content in request.FILES.items() if isinstance(content, Uploaded)},
    )
    return {"stored": len(request.FILES)}


@router.post("/sources/{name}/archives", response={201: SnapshotFacts}, summary="A zip or tar as the next snapshot")
def archive(request: Call, name: str, archive: File[UploadedFile]):
    return Status(
        201,
        told(
            sourcing.take_archive(
                a_source(request, name, Source.Kind.UPLOAD), cast(BinaryIO, archive), archive.name or "archive", request.auth.user
            )
        ),
    )
