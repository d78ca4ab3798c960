"""The files that a run left: looked at without running anything, and downloaded as they are."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from runs import previews
from runs.models import Output

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
FILES = {
    "outputs/report.txt": "good é <b>bold</b>\n".encode(),
    "outputs/plot.png": PNG,
    "outputs/model.bin": b"\0\1\2" * 100,
    "outputs/evil.svg": b"<svg onload='alert(1)'></svg>",
    "outputs/evil.html": b"<script>alert(1)</script>",
    "outputs/<script>.txt": b"odd name",
    "outputs/a b+c&d#e?f%41.txt": b"odder name",
}


@pytest.fixture
def run(a_run):
    run = a_run("Completed")
    for path, content in FILES.items():
        output = Output.objects.create(run=run, path=path, size=len(content), modified=timezone.now())
        output.file.parent.mkdir(parents=True, exist_ok=True)
        output.file.write_bytes(content)
    return run


def url(name: str, run, *rest, slug="vision") -> str:
    return reverse(name, args=[slug, run.key, *rest])


def test_the_list_links_every_file(browse, reader, run):
    page = browse(reader).get(url("run_outputs", run)).content.decode()
    assert "outputs/report.txt" in page
    assert "<script>.txt" not in page


@pytest.mark.parametrize("path", FILES)
def test_every_file_can_be_looked_at_and_downloaded(browse, reader, run, path):
    assert browse(reader).get(url("run_outputs", run), {"file": path}).status_code == 200
    answer = browse(reader).get(url("run_output_file", run, path))
    assert b"".join(answer) == FILES[path]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["outputs/report.txt", "outputs/evil.svg", "outputs/evil.html"])
def test_text_is_shown_as_text(browse, reader, run, path):
    page = browse(reader).get(url("run_outputs", run), {"file": path}).content.decode()
    assert FILES[path].decode() not in page
    assert "&lt;" in page


def test_a_picture_is_drawn_and_may_do_nothing(browse, reader, run):
    assert (
        url("run_output_image", run, "outputs/plot.png")
        in browse(reader).get(url("run_outputs", run), {"file": "outputs/plot.png"}).content.decode()
    )
    answer = browse(reader).get(url("run_output_image", run, "outputs/plot.png"))
    assert b"".join(answer) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["outputs/evil.svg", "outputs/evil.html", "outputs/report.txt", "outputs/model.bin"])
def test_nothing_else_is_served_as_a_picture(browse, reader, run, path):
    assert browse(reader).get(url("run_output_image", run, path)).status_code == 404


def test_long_text_is_cut(run):
    output = Output.objects.create(run=run, path="outputs/long.txt", size=10**6, modified=timezone.now())
    output.file.write_bytes(b"x" * 10**6)
    preview = previews.of(output)
    assert (preview.kind, len(preview.text), preview.cut) == ("text", previews.TEXT_BYTES, True)


def test_all_files_as_one_zip(browse, reader, run):
    answer = browse(reader).get(url("run_outputs_archive", run))
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_a_link_out_of_the_runs_folder_is_not_followed(browse, reader, run, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("key")
    output = Output.objects.create(run=run, path="outputs/link.txt", size=3, modified=timezone.now())
    output.file.symlink_to(secret)
    up = Output.objects.create(run=run, path="../../../secret.key", size=3, modified=timezone.now())
    assert previews.stored(output) is None
    assert previews.stored(up) is None
    assert browse(reader).get(url("run_output_file", run, "outputs/link.txt")).status_code == 404
    assert browse(reader).get(url("run_outputs", run), {"file": "outputs/link.txt"}).status_code == 200


def test_what_is_no_output_is_not_found(browse, reader, run):
    for path in ("outputs/none.txt", "../streams/rank-0.log", "%2e%2e/streams/rank-0.log"):
        assert browse(reader).get(url("run_outputs", run), {"file": path}).status_code == 404
        assert browse(reader).get(f"{url('run_outputs', run)}file/{path}").status_code == 404


def test_a_stranger_gets_no_file(browse, stranger, run):
    for name in ("run_output_file", "run_output_image"):
        assert browse(stranger).get(url(name, run, "outputs/plot.png")).status_code == 404
        assert browse(stranger).get(url(name, run, "outputs/plot.png", slug="speech")).status_code == 404
    assert browse(stranger).get(url("run_outputs_archive", run)).status_code == 404
