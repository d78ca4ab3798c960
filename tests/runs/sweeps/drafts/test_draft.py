"""Form and hdconfig.yml as two views of one thing: what is edited on one side is seen on the other, and nothing else changes."""

from pathlib import Path

import pytest

from runs.sweeps.drafts import draft as drafts
from runs.sweeps.drafts import showing
from runs.sweeps.drafts.rows import Row, RowError, item, written

HDCONFIGS = Path(__file__).parents[1] / "definition" / "hdconfigs"
TEXT = """# ours
sampling:
  type: RANDOM   # any case
  parameter_space:
    - name: --lr
      expression: loguniform
      values: [-6, -1]  # of e
    - name: batch
      expression: choice
      values: [16, 32]
      note: mine
policy:
  type: BanditPolicy
  slack_factor: 0.20
primary_metric_name: accuracy
primary_metric_goal: maximize
max_total_runs: 20
"""


def posted(draft, **changes):
    """What the page sends of a draft; a change's `__` is a dot."""
    sent = {"text": draft.text, "shown": draft.shown, "rows": "sent"} | {f"field:{path}": words for path, words in draft.words.items()}
    for number, row in enumerate(draft.rows):
        sent |= {f"field:{path}": words for path, words in row.words(number).items()}
    return sent | {name if name in ("text", "shown") else "field:" + name.replace("__", "."): words for name, words in changes.items()}


def test_the_fields_show_what_the_text_says():
    draft = drafts.begin(TEXT)
    assert (draft.words["sampling.type"], draft.words["policy.slack_factor"], draft.words["primary_metric_goal"]) == (
        "random",
        "0.20",
        "Maximize",
    )
    assert draft.rows == [Row("--lr", "loguniform", "-6, -1"), Row("batch", "choice", "16, 32")]
    assert draft.definition.max_total_runs == 20


def test_a_page_that_edits_nothing_changes_nothing():
    assert drafts.resume(posted(drafts.begin(TEXT))).text == TEXT


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        ({"max_total_runs": "50"}, "max_total_runs: 20", "max_total_runs: 50"),
        ({"policy__slack_factor": "0.3"}, "slack_factor: 0.20", "slack_factor: 0.3"),
        ({"sampling__type": "bayesian"}, "type: RANDOM   #", "type: bayesian   #"),
        ({"space__0__values": "-5, -1"}, "values: [-6, -1]  # of e", "values: [-5, -1]  # of e"),
        ({"space__1__values": "16, 64"}, "values: [16, 32]", "values: [16, 64]"),
    ],
)
def test_an_edit_in_the_form_changes_its_place_in_the_text_alone(change, before, after):
    assert drafts.resume(posted(drafts.begin(TEXT), **change)).text == TEXT.replace(before, after)


def test_a_row_that_was_added_stands_behind_the_others():
    draft = drafts.resume(
        posted(drafts.begin(TEXT), space__2__name="--opt", space__2__expression="choice", space__2__values='adam, "a, b"')
    )
    assert draft.rows[-1] == Row("--opt", "choice", 'adam, "a, b"')
    assert draft.definition.space[-1].values == ("adam", "a, b")
    assert "values: [-6, -1]  # of e" in draft.text and "note: mine" in draft.text


def test_a_row_that_was_emptied_is_gone():
    draft = drafts.resume(posted(drafts.begin(TEXT), space__0__name="", space__0__values=""))
    assert [row.name for row in draft.rows] == ["batch"] and "note: mine" in draft.text and "--lr" not in draft.text


def test_a_condition_is_written_and_removed():
    draft = drafts.resume(posted(drafts.begin(TEXT), space__0__when="batch", space__0__among="32"))
    assert draft.definition.space[0].when.values == (32,)
    again = drafts.resume(posted(draft, space__0__when="", space__0__among=""))
    assert again.definition.space[0].when is None


def test_a_policys_type_leaves_with_its_field():
    draft = drafts.resume(posted(drafts.begin(TEXT), policy__slack_factor="", policy__type="MedianStoppingPolicy"))
    assert "slack_factor" not in draft.text and draft.definition.policy.kind == "median"


def test_an_edit_in_the_text_wins_over_fields_that_nobody_touched():
    draft = drafts.begin(TEXT)
    again = drafts.resume(posted(draft, text=TEXT.replace("total_runs: 20", "total_runs: 7").replace("batch", "size")))
    assert again.words["max_total_runs"] == "7" and again.rows[1].name == "size"


def test_a_text_that_is_no_yaml_keeps_the_fields_and_says_where():
    draft = drafts.begin(TEXT)
    broken = drafts.resume(posted(draft, text="sampling: [\n", max_total_runs="9"))
    assert (broken.readable, broken.definition, broken.shown) == (False, None, TEXT)
    assert broken.errors[0].line and broken.words["max_total_runs"] == "9"
    healed = drafts.resume(posted(broken, text=TEXT))
    assert "max_total_runs: 9" in healed.text


def test_words_that_stand_for_nothing_stay_with_what_is_wrong():
    draft = drafts.resume(posted(drafts.begin(TEXT), space__1__values="16, [32", max_total_runs="many"))
    assert draft.text == TEXT and draft.definition is None
    assert draft.rows[1].values == "16, [32" and draft.words["max_total_runs"] == "many"
    assert set(draft.troubles) == {"space.1.values", "max_total_runs"}


def test_several_objectives_are_a_piece_of_yaml():
    objectives = "- name: accuracy\n  goal: maximize\n- name: seconds\n  goal: minimize"
    draft = drafts.resume(posted(drafts.begin(TEXT), objectives=objectives))
    assert [each.metric for each in draft.definition.objectives] == ["accuracy", "seconds"]


@pytest.mark.parametrize("space", ["{--lr: [uniform, [0, 1]]}", "[a, b]", "[" + "{name: x}, " * 300 + "]"], ids=["a map", "words", "many"])
def test_a_space_that_rows_cannot_show_is_left_to_the_text(space):
    text = f"sampling:\n  parameter_space: {space}\n"
    draft = drafts.resume(posted(drafts.begin(text), space__0__name="--b", space__0__expression="choice", space__0__values="1"))
    assert draft.text == text and "in the YAML alone" in draft.troubles["space.0.name"]


def test_an_expression_that_there_is_none_of_stays_as_it_is():
    (row, empty) = showing.shown_rows(drafts.begin("sampling:\n  parameter_space:\n  - {name: x, expression: Choice}\n"))
    assert row.strange and not empty.strange


@pytest.mark.parametrize("values", [[16, 0.5, "a, b", True, None, "true", " x ", "", -3, "1", "a: b", "#x", "ü", [1, 2], "null", "a\nb"]])
def test_values_are_read_as_they_are_written(values):
    assert item(Row("x", "choice", written(values)))["values"] == values


@pytest.mark.parametrize("words", ["1, [2", "1] , [2", "!!python/object:os.system x", "&a [*a]", "[" * 2000])
def test_hostile_values_are_refused_with_a_sentence(words):
    with pytest.raises(RowError):
        item(Row("x", "choice", words))


def test_a_page_with_a_hundred_thousand_rows_is_cut():
    sent = {f"field:space.{number}.name": "x" for number in range(5000)} | {"text": TEXT, "shown": TEXT}
    assert len(drafts.rows.posted(sent)) <= 200


@pytest.mark.parametrize("file", sorted(HDCONFIGS.iterdir()), ids=lambda file: file.name)
def test_files_as_they_occur_are_shown_and_left_as_they_are(file):
    text = file.read_text().replace("\r\n", "\n")
    draft = drafts.begin(text)
    assert drafts.resume(posted(draft)).text == text
    edited = drafts.resume(posted(draft, max_total_runs="3"))
    assert edited.words["max_total_runs"] == "3" and edited.rows == draft.rows
    assert abs(len(edited.text.splitlines()) - len(text.splitlines())) <= 1
