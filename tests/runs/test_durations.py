import pytest

from runs import durations


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("90s", 90),
        ("45m", 2700),
        ("2h", 7200),
        ("1d 6h", 108000),
        ("1.5h", 5400),
        ("2 hours, 5 minutes", 7500),
        ("1H30M", 5400),
    ],
)
def test_what_people_write_is_read(text, seconds):
    assert durations.read(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-5", "5 parsecs", "h", "1h and a bit", "1" * 5000 + "!"])
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(ValueError, match="time"):
        durations.read(text)


@pytest.mark.parametrize("seconds", [0, 1, 59, 60, 3600, 5400, 90061, 30 * 86400])
def test_what_is_written_reads_back(seconds):
    assert durations.read(durations.write(seconds)) == seconds
