"""What the standard library raises about damaged or hostile archives, as one sentence."""

from __future__ import annotations

import contextlib
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from .errors import SnapshotError

# NotImplementedError (an unknown method) is a RuntimeError, UnicodeDecodeError a ValueError.
RAISED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, OverflowError, RuntimeError,
)  # fmt: skip


@contextlib.contextmanager
def reading() -> Iterator[None]:
    try:
        yield
    except RAISED as error:
        raise damaged(error) from None
    except OSError as error:
        if error.errno:  # a disk's error, not what bz2 says about its data
            raise
        raise damaged(error) from None


def damaged(error: object) -> SnapshotError:
    said = str(error).rstrip(".") or type(error).__name__
    return SnapshotError(f"The archive is damaged or was not uploaded completely ({said}). Pack it again and try again.")


class Guarded:
    """A file of an archive whose errors are sentences."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def read(self, size: int = -1) -> bytes:
        with reading():
            return self.file.read(size)
