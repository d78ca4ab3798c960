"""Looking into an output: pictures as pictures, text as text, all else as a name and a size.

SVG and HTML are programs to a browser, so they count as text here."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from runs.models import Output
from studio import datafolder

TEXT_BYTES = 256 * 1024
IMAGES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}


@dataclass(frozen=True)
class Preview:
    output: Output
    kind: str  # image | text | binary | missing
    text: str = ""
    cut: bool = False


def of(output: Output) -> Preview:
    """What a page shows of an output."""
    file = stored(output)
    if file is None:
        return Preview(output, "missing")
    if image_type(output.path):
        return Preview(output, "image")
    with file.open("rb") as opened:
        head = opened.read(TEXT_BYTES)
    return Preview(output, "text", _text(head), output.size > len(head)) if _is_text(head) else Preview(output, "binary")


def image_type(path: str) -> str | None:
    """The content type of a picture that a browser may draw, by its suffix."""
    return IMAGES.get(PurePosixPath(path).suffix.lower())


def stored(output: Output) -> Path | None:
    """The studio's copy, if it is a plain file in this run's own folder: the names in there are the script's choice."""
    root = datafolder.path().resolve() / "runs" / str(output.run_id)
    file = output.file.resolve()
    return file if file.is_relative_to(root) and file.is_file() else None


def _is_text(head: bytes) -> bool:
    odd = sum(byte < 32 and byte not in b"\t\n\r\f\b\x1b" for byte in head[:8192])
    return b"\0" not in head and odd * 20 <= len(head[:8192])


def _text(head: bytes) -> str:
    return head.decode(errors="replace")
