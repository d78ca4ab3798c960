"""The zip of a run's outputs, whatever times its files have."""

import io
import os
import zipfile

import pytest

from runs import archives


@pytest.mark.parametrize("modified, year", [(0, 1980), (1_700_000_000, 2023), (2**33, 2107)])
def test_a_time_that_a_zip_does_not_know_becomes_the_nearest(tmp_path, modified, year):
    file = tmp_path / "model.bin"
    file.write_bytes(b"weights")
    os.utime(file, (modified, modified))
    packed = b"".join(archives.zipped([("outputs/model.bin", file)]))
    (entry,) = zipfile.ZipFile(io.BytesIO(packed)).infolist()
    assert entry.date_time[0] == year
