"""The table of trials: sorting, columns, filters and pages, all in its address."""

import re

import pytest

from runs.models import Run, Trial
from runs.sweeps.values import Goal, Objective, Parameter
from tests.sweeps import definition, trial_of

pytestmark = pytest.mark.django_db
SPACE = (
    Parameter("lr", "uniform", (0.0, 1.0)),
    Parameter("net", "choice", ("a|b", "c", True, 4)),
    Parameter("when only", "uniform", (0.0, 1.0)),
)


@pytest.fixture
def sweep(a_sweep):
    """Four trials: two completed, one failed without a word, one stopped by the policy."""
    made = a_sweep(defined=definition(4, space=SPACE, objectives=(Objective("loss", Goal.MINIMIZE),)))
    rows = [("Completed", 0.5, "a|b"), ("Completed", 0.1, "c"), ("Failed", 1.0, True), ("Canceled", 0.25, 4)]
    for at, (state, lr, net) in enumerate(rows):
        values = () if state == "Failed" else (0.3 - at / 10,)
        trial_of(made, state=state, values=values, parameters={"lr": lr, "net": net} | ({"when only": 0.5} if at == 1 else {}))
    Trial.objects.filter(sweep=made, index=3).update(decision={"text": "Stopped at interval 1: 0.61 above 0.5"})
    Run.objects.filter(state="Failed").update(reason="exit code 1")
    return made


def test_the_best_come_first_and_those_without_a_score_last(browse, reader, sweep):
    assert shown(browse(reader), sweep) == [3, 1, 0, 2]


def test_headings_sort_and_turn_around(browse, reader, sweep):
    browser = browse(reader)
    assert shown(browser, sweep, sort="parameter.lr") == [1, 3, 0, 2]
    assert shown(browser, sweep, sort="-parameter.lr") == [2, 0, 3, 1]
    assert shown(browser, sweep, sort="-trial") == [3, 2, 1, 0]
    assert shown(browser, sweep, sort="parameter.when only")[0] == 1
    for nonsense in ("nonsense", "score.²", "score.7", f"score.{'9' * 5000}"):
        assert sorted(shown(browser, sweep, sort=nonsense)) == [0, 1, 2, 3]
    # Words and numbers among one parameter's options.
    assert sorted(shown(browser, sweep, sort="parameter.net")) == [0, 1, 2, 3]
    text = table(browser, sweep, sort="parameter.lr")
    assert 'aria-sort="ascending"' in text and "sort=-parameter.lr" in text


def test_ranges_options_scores_states_and_numbers_narrow_it_down(browse, reader, sweep):
    browser = browse(reader)
    assert shown(browser, sweep, **{"range.lr": "0.2..0.6"}) == [3, 0]
    assert shown(browser, sweep, **{"range.lr": "0.25.."}) == [3, 0, 2]
    assert shown(browser, sweep, **{"range.when only": "0..1"}) == [1]
    assert shown(browser, sweep, **{"in.net": r"a\|b|c"}) == [1, 0]
    assert shown(browser, sweep, **{"in.net": "true"}) == [2]
    assert shown(browser, sweep, **{"in.net": "4"}) == [3]
    assert shown(browser, sweep, score="0.1..0.25") == [1]
    assert shown(browser, sweep, trials="0-1,3") == [3, 1, 0]
    assert shown(browser, sweep, state="stopped") == [3]
    assert shown(browser, sweep, state="silent") == [2]
    assert shown(browser, sweep, state="completed", trials="1") == [1]


@pytest.mark.parametrize(
    "query",
    [
        {"range.lr": "x..y"},
        {"range.lr": "nan..nan"},
        {"trials": "a-b,-1,9999999999999"},
        {"page": "0"},
        {"page": "x"},
        {"score": "5"},
        {"state": "?"},
    ],
)
def test_what_cannot_be_read_is_not_asked(browse, reader, sweep, query):
    assert shown(browse(reader), sweep, **query) == [3, 1, 0, 2]


def test_a_filter_is_said_and_can_be_taken_away(browse, reader, sweep):
    text = table(browse(reader), sweep, **{"range.lr": "0.2..0.6", "state": "completed"})
    assert "1 of 4 trials matches" in text and 'href="?state=completed#trials-card"' in text
    text = table(browse(reader), sweep, trials="77")
    assert "0 of 4 trials match" in text and "No trial matches these filters" in text


def test_each_trial_says_in_words_what_became_of_it(browse, reader, sweep):
    text = table(browse(reader), sweep)
    assert "Stopped at interval 1: 0.61 above 0.5" in text and "Stopped early" in text
    assert "Never reported loss. exit code 1" in text


def test_columns_are_chosen(browse, reader, sweep):
    browser = browse(reader)
    usual = headings(table(browser, sweep))
    assert usual == ["Trial", "State", "loss", "lr", "net", "when only", "Duration", "In words"]
    assert headings(table(browser, sweep, column=["reports", "parameter.net", "gone"])) == ["Trial", "net", "Reports"]


def test_pages_are_a_hundred_trials_long(browse, reader, a_sweep):
    sweep = a_sweep(230)
    browser = browse(reader)
    first, last = shown(browser, sweep, sort="trial"), shown(browser, sweep, sort="trial", page=3)
    assert first == list(range(100)) and last == list(range(200, 230))
    text = table(browser, sweep, sort="trial", page=2)
    assert "101 to 200 of 230" in text and "page=3" in text
    assert shown(browser, sweep, sort="trial", page=99) == last


def test_the_address_of_the_page_follows_the_table_but_not_while_it_only_grows(browse, reader, sweep):
    browser, place = browse(reader), f"/w/vision/runs/{sweep.run.key}/"
    asked = {"sort": "-trial", "state": ""}
    answer = browser.get(f"{place}sweep/trials/", asked, headers={"HX-Request": "true"})
    assert answer["HX-Replace-Url"] == f"{place}?sort=-trial"
    assert "HX-Replace-Url" not in browser.get(f"{place}sweep/trials/", asked | {"live": 1}, headers={"HX-Request": "true"})
    assert browser.get(f"{place}sweep/trials/", asked).url == f"{place}?sort=-trial"


def test_a_trial_whose_run_is_about_to_be_made_is_in_line(browse, reader, sweep):
    Trial.objects.create(sweep=sweep, index=4, parameters={"lr": 0.7, "net": "c"})
    assert shown(browse(reader), sweep, state="waiting") == [4]


def table(browser, sweep, **query) -> str:
    answer = browser.get(f"/w/vision/runs/{sweep.run.key}/", query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def shown(browser, sweep, **query) -> list[int]:
    return [int(index) for index in re.findall(r'data-trial="(\d+)"', table(browser, sweep, **query))]


def headings(text: str) -> list[str]:
    head = text.split('id="trials"')[1].split("</thead>")[0]
    return [re.sub(r"<svg.*?</svg>|<[^>]+>", "", cell).strip() for cell in re.findall(r'<th scope="col".*?</th>', head)]
