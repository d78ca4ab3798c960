"""Amounts of memory as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs import sizes


@pytest.mark.parametrize(
    "text, size",
    [("512m", 512 * 2**20), ("8g", 8 * 2**30), ("1.5 GB", 1536 * 2**20), ("2GiB", 2 * 2**30), ("4096", 4096), ("7b", 7), ("1T", 2**40)],
)
def test_what_people_write(text, size):
    assert sizes.read(text) == size


@pytest.mark.parametrize("text", ["", "g", "0", "-1g", "1x", "eight", "1e9", "9" * 30, "1g 2m", "nan"])
def test_what_is_none_is_refused(text):
    with pytest.raises(ValueError, match="is no amount of memory"):
        sizes.read(text)


@given(st.integers(1, sizes.MOST - 1))
def test_what_is_written_is_read_again(size):
    assert sizes.read(sizes.write(size)) == size


@pytest.mark.parametrize("size, said", [(8 * 2**30, "8 GiB"), (1.5 * 2**30, "1.5 GiB"), (512 * 2**20, "512 MiB"), (3, "3 bytes")])
def test_what_sentences_say(size, said):
    assert sizes.words(size) == said
