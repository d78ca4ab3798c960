from __future__ import annotations

import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from runs.snapshots import Ignore, chosen
from runs.snapshots.taking import readable

NAMES = some.sampled_from(["a", "b", "log", "a.log", "data", "keep.txt", "x y"])
PATHS = some.lists(NAMES, min_size=1, max_size=4).map("/".join)
PATTERNS = some.sampled_from(
    [
        "# no",
        "",
        *[
            "*",
            "**/",
            "a",
            "/a",
            "a/",
            "*.log",
            "!a.log",
            "**/b",
            "data/*",
            "!data/keep.txt",
            "a/**",
            "b/**/log",
            "!log",
            "[ab]",
            "!/data/",
        ],
    ]
)
FOLDERS = some.sampled_from(["", "a/", "data/", "a/b/"])


@given(some.dictionaries(FOLDERS, some.lists(PATTERNS, max_size=5), max_size=3), some.sets(PATHS, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_gitignore_files_mean_what_git_means_by_them(tmp_path_factory, patterns, paths):
    paths = {path for path in paths if not any(other.startswith(path + "/") for other in paths)}
    texts = {f"{folder}.gitignore": "\n".join(lines) for folder, lines in patterns.items()}
    folder = tmp_path_factory.mktemp("tree")
    for path, text in {**dict.fromkeys(paths, ""), **texts}.items():
        if any((folder / above).is_file() for above in path_above(path)) or (folder / path).is_dir():
            return
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    listed = subprocess.check_output(["git", "-C", str(folder), "ls-files", "-z", "--others", "--exclude-standard"], text=True)
    assert set(chosen([*paths, *texts], texts)) == set(listed.split("\0")) - {""}


def path_above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def test_amlignore_decides_alone():
    texts = {".amlignore": "*.tmp\n", ".gitignore": "*.log\n", "sub/.amlignore": "*\n", "sub/.gitignore": "*\n"}
    assert chosen(["a.tmp", "a.log", "sub/x", "sub/y.tmp"], texts) == ["a.log", "sub/x"]


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        ("*.log\n!src/keep.log\n", ["data/x.csv", "data/keep.txt", "src/keep.log", "src/a.py"]),
        ("data/\n!data/keep.txt\n", ["data/keep.txt", "src/keep.log", "src/a.py", "b.log"]),  # as Azure ML read it; git would not
        ("*\n!*.py\n", ["src/a.py"]),
        ("\ufeff# a comment\r\nsrc\r\n", ["data/x.csv", "data/keep.txt", "b.log"]),
    ],
)
def test_in_amlignore_the_last_pattern_that_matches_a_file_wins(patterns, kept):
    paths = ["data/x.csv", "data/keep.txt", "src/keep.log", "src/a.py", "b.log"]
    assert chosen(paths, {".amlignore": readable(patterns.encode())}) == kept


def test_what_is_of_no_use_elsewhere_is_never_kept():
    assert chosen([".git/config", "a/__pycache__/x.pyc", ".venv/bin/python", "a/.DS_Store", "a.py"], {".amlignore": "!*\n"}) == ["a.py"]


def test_a_pattern_that_is_none_is_passed_over():
    assert Ignore({".gitignore": "***a/[\n!\n/\n\\\n*.log\n"}).keeps("b.py")
