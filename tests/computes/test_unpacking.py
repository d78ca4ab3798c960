"""Outputs whose names this machine cannot have."""

import io
import tarfile

from computes.unpacking import unpack


def test_a_name_that_is_too_long_here_costs_that_file_alone(tmp_path):
    spelled_out = "outputs/" + "\\xff" * 100
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in (spelled_out, f"{spelled_out}/deep.txt", "outputs/model.bin"):
            member = tarfile.TarInfo(name)
            member.size = 3
            archive.addfile(member, io.BytesIO(b"abc"))
    with unpack(tmp_path) as unpacking:
        unpacking.feed(buffer.getvalue())
    assert unpacking.paths == ["outputs/model.bin"]
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"abc"]
