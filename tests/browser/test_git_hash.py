"""The browser names contents as git does, on pages with and without crypto.subtle."""

import hashlib
import random

import pytest

CONTENTS = [b"", b"hello\n", b"x" * 55, b"x" * 56, b"x" * 64, bytes(random.Random(7).randbytes(100_003))]
IDS = ["empty", "short", "55", "56", "64", "long"]


def git_name(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@pytest.mark.parametrize("content", CONTENTS, ids=IDS)
@pytest.mark.parametrize("secure", [True, False], ids=["with crypto.subtle", "without"])
def test_contents_have_the_names_that_git_gives_them(page, studio, content, secure):
    page.goto(f"{studio.url}/static/img/mark.svg")
    script = """async ([bytes, secure]) => {
      if (!secure) Object.defineProperty(globalThis, "crypto", { value: {} });
      const { gitHash } = await import("/static/js/git_hash.js");
      return gitHash(new Uint8Array(bytes).buffer);
    }"""
    assert page.evaluate(script, [list(content), secure]) == git_name(content)
