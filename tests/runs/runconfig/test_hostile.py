"""What nobody honest writes is refused quickly, with a sentence that says where and what to do."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.runconfig import Document, Known, RunconfigError, lint
from runs.runconfig.conda import CondaFile

from . import made

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "billion laughs": LAUGHS,
    "billion laughs, merged": "a: &a {k: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [{', '.join(['*a'] * 300)}]}}\n" for n in range(60)),
    "ten megabytes": "script: " + "x" * 10_000_000,
    "ten megabytes of keys": "".join(f"k{number}: v\n" for number in range(900_000)),
    "brackets": "a: " + "[" * 100_000,
    "braces": "{a: " * 5_000,
    "brackets with words": "[a, " * 5_000,
    "dashes": "- " * 50_000,
    "question marks": "? " * 50_000,
    "indentation": "".join(f"{' ' * depth}a:\n" for depth in range(300)),
    "anchor in itself": "a: &a [*a]",
    "anchor in itself, by merging": "a: &a\n  <<: *a",
    "python object": "a: !!python/object/apply:os.system [rm]",
    "python name": "a: !!python/name:os.system",
    "own tag": "a: !mine x",
    "binary tag": "a: !!binary aGVsbG8=",
    "set": "a: !!set {x}",
    "ordered map": "a: !!omap [x: 1]",
    "key twice": "script: a\ntarget: b\nscript: c\n",
    "NUL": "script: a\0b",
    "NUL, escaped": 'script: "a\\0b"',
    "half a character": 'script: "\\ud800"',
    "binary": bytes(range(256)).decode("latin-1") * 100,
    "list": "- script: train.py",
    "word": "train.py",
    "list as a key": "[a, b]: c",
    "two documents": "a: 1\n---\nb: 2\n",
    "open quote": 'a: "' + "x" * 200_000,
    "many values": "a: [" + "1, " * 50_000 + "]",
    "alias of nothing": "a: *nobody",
    "YAML 9": "%YAML 9.1\n---\na: 1",
    "steep merges": "".join(f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}\n" if n else "a0: &a0 {k: 1}\n" for n in range(200)),
}
WITH_A_PLACE = set(HOSTILE) - {"ten megabytes", "ten megabytes of keys"}


@pytest.fixture(scope="module", autouse=True)
def _parser_is_imported():
    Document.read("script: train.py")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_in_under_a_second(name):
    start = time.thread_time()
    with pytest.raises(RunconfigError) as refused:
        Document.read(HOSTILE[name])
    assert time.thread_time() - start < 1
    assert refused.value.sentence.endswith(".")
    assert (refused.value.line is not None) == (name in WITH_A_PLACE)


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"list", "word"}))
def test_a_hostile_conda_file_is_refused_too(name):
    with pytest.raises(RunconfigError):
        CondaFile.read(HOSTILE[name])


def test_a_key_that_is_there_twice_is_named_with_both_lines():
    with pytest.raises(RunconfigError, match="'script' is there twice \\(first in line 1\\)") as refused:
        Document.read("script: a\ntarget: b\nscript: c\n")
    assert (refused.value.line, refused.value.column) == (3, 1)


def test_the_largest_text_allowed_is_read_in_a_few_seconds_at_most():
    text = "".join(f"k{number}: {'v' * 40}\n" for number in range(4_900))
    start = time.thread_time()
    Document.read(text)
    assert time.thread_time() - start < 3


LARGE = {
    "unknown keys": "".join(f"k{number}: v\n" for number in range(4_900)),
    "arguments": "arguments:\n" + "- --a\n" * 9_900,
    "values that do not fit": "data:\n" + "".join(f"  a{number}: 1\n" for number in range(4_000)),
    "variables": "environmentVariables:\n" + "".join(f"  TRAINSHED_{number}: v\n" for number in range(4_900)),
    "data": "data:\n" + "".join(f"  a{number}: {{mechanism: x}}\n" for number in range(2_400)),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_largest_texts_are_linted_within_two_seconds(name):
    document = Document.read(LARGE[name])
    start = time.thread_time()
    lint(document, Known(targets={}, environments=(), datastores=(), datasets=(), files=()))
    assert time.thread_time() - start < 2


def survives(text: str) -> None:
    """Reading, linting and casting end well or with the one exception there is."""
    try:
        document = Document.read(text)
    except RunconfigError as refused:
        assert refused.sentence
        return
    lint(document, Known(targets={}, environments=(), datastores=(), datasets=(), files=()))
    assert document.text == text
    try:
        document.configuration.tree()
    except RunconfigError as refused:
        assert refused.line


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_never_crash(data):
    survives(data.decode("latin-1"))
    survives(data.decode("utf-8", errors="surrogateescape"))


PIECES = [
    *"\n\n :-?[]{}&*!|>%@`'\"#,~<=\t\\",
    "a",
    "environment:",
    "  ",
    "- ",
    "&a ",
    "*a",
    "<<",
    "!!str ",
    "%YAML 1.1\n",
    "---\n",
    "...\n",
]
PIECES += ["1e", "0x", "null", "data", "nodeCount: ", "script", "history:", ": "]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_random_yaml_never_crashes(pieces):
    survives("".join(pieces))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_values_of_any_kind_in_any_place_never_crash(data):
    survives(data.draw(made.written(data.draw(made.wild()))))
