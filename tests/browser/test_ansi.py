"""What a terminal would show of a line. The module is pure, so it is asked directly, in the browser that will run it."""

import pytest

ESC = "\x1b"


@pytest.fixture
def shown(page, studio):
    """`shown("text", "more")`: the runs of a line that got these pieces, as [text, style other than plain]."""
    page.goto(f"{studio.url}/static/img/mark.svg")
    script = """async (pieces) => {
      const { Line, PLAIN } = await import("/static/js/ansi.js");
      const line = new Line();
      for (const piece of pieces) line.feed(piece);
      const other = (style) => Object.fromEntries(Object.entries(style).filter(([name, value]) => value !== PLAIN[name]));
      return line.runs().map(({ text, style }) => [text, other(style)]);
    }"""
    return lambda *pieces: page.evaluate(script, list(pieces))


def test_plain_text_is_one_run(shown):
    assert shown("epoch 1") == [["epoch 1", {}]]


def test_the_sixteen_colours_go_by_number(shown):
    assert shown(f"{ESC}[31mred{ESC}[0m {ESC}[92mbright{ESC}[39m {ESC}[44mground") == [
        ["red", {"fg": 1}],
        [" ", {}],
        ["bright", {"fg": 10}],
        [" ", {}],
        ["ground", {"bg": 4}],
    ]


def test_256_and_true_colours_become_rgb(shown):
    assert shown(f"{ESC}[38;5;196ma{ESC}[38;2;1;2;300mb{ESC}[38;5;3mc") == [
        ["a", {"fg": "rgb(255, 0, 0)"}],
        ["b", {"fg": "rgb(1, 2, 255)"}],
        ["c", {"fg": 3}],
    ]


def test_flags_come_and_go(shown):
    assert shown(f"{ESC}[1;4mx{ESC}[22my{ESC}[24mz") == [["x", {"bold": True, "underline": True}], ["y", {"underline": True}], ["z", {}]]


def test_a_carriage_return_overwrites(shown):
    assert shown(" 10%|#   |\r 50%|##  |\r100%|####|") == [["100%|####|", {}]]
    assert shown("downloading\rdone") == [["doneloading", {}]]
    assert shown(f"downloading\r{ESC}[Kdone") == [["done", {}]]


def test_a_windows_line_end_changes_nothing(shown):
    assert shown("text\r") == [["text", {}]]


def test_backspace_steps_back(shown):
    assert shown("abc\b\bX") == [["aXc", {}]]


def test_erasing_the_line(shown):
    assert shown(f"abcdef{ESC}[3D{ESC}[K!") == [["abc!", {}]]
    assert shown(f"abc{ESC}[2K\rnew") == [["new", {}]]


def test_an_escape_may_arrive_in_two_pieces(shown):
    assert shown(f"a{ESC}", "[3", "1mb") == [["a", {}], ["b", {"fg": 1}]]


def test_titles_links_and_other_escapes_leave_no_trace(shown):
    assert shown(f"{ESC}]0;title\x07a{ESC}]8;;http://x{ESC}\\b{ESC}]8;;{ESC}\\{ESC}[?25l{ESC}[2Jc\x00\x07") == [["abc", {}]]


def test_a_line_too_long_is_cut(page, studio):
    page.goto(f"{studio.url}/static/img/mark.svg")
    script = """async () => {
      const { Line } = await import("/static/js/ansi.js");
      const line = new Line().feed("x".repeat(60000));
      return [line.cut, line.runs()[0].text.length];
    }"""
    assert page.evaluate(script) == [True, 20_000]


def test_wide_characters_stay_whole(shown):
    assert shown("🚂🚃\b!") == [["🚂!", {}]]
