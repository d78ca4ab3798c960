"""static/js/sweep: what the charts of a sweep work out, without drawing."""

import pytest


@pytest.fixture
def evaluate(page, studio):
    """`evaluate("axis", "(axis, given) => …", given)`: with what that module exports."""
    page.goto(f"{studio.url}/static/img/mark.svg")

    def ask(module: str, expression: str, *given):
        return page.evaluate(f"async (given) => ({expression})(await import('/static/js/sweep/{module}.js'), ...given)", list(given))

    return ask


AXES = """({ parameterAxis }) => {
  const log = parameterAxis({ name: "lr", expression: "loguniform", values: [Math.log(1e-4), 0] }, [0.01]);
  const whole = parameterAxis({ name: "n", expression: "randint", values: [5] }, []);
  const normal = parameterAxis({ name: "w", expression: "normal", values: [0, 1] }, [-9]);
  const choice = parameterAxis({ name: "c", expression: "choice", values: [true, "a", 3] }, ["later", null]);
  return {
    log: [log.at(0.01), log.at(0), log.at(null), log.at("x"), log.ticks(5).map((tick) => tick.text)],
    whole: [whole.low, whole.high, whole.ticks(9).map((tick) => tick.text)],
    normal: [normal.low, normal.high],
    choice: [choice.at(true), choice.at("True"), choice.at("later"), choice.ticks(9).map((tick) => tick.text)],
    between: [choice.between(0, 0.5), choice.between(0.3, 0.31)],
    ends: [choice.ends({ options: ["a", "3"] }), log.ends({ low: 1e-9, high: 0.01 })],
  };
}"""


def test_axes_of_every_kind(evaluate):
    found = evaluate("axis", AXES)
    assert found["log"] == [pytest.approx(0.5), 0, None, None, ["1e-4", "0.001", "0.01", "0.1", "1"]]
    assert found["whole"] == [0, 4, ["0", "1", "2", "3", "4"]]
    assert found["normal"] == [-9, 3]
    assert found["choice"] == [0.125, None, 0.875, ["True", "a", "3", "later"]]
    assert found["between"] == [{"options": ["True", "a"]}, {"options": ["a"]}]
    assert found["ends"] == [[0.25, 0.75], [0, pytest.approx(0.5)]]


def test_a_range_holds_the_trials_on_its_edges(evaluate):
    whole = """({ Numbers }, low, high) => {
      const axis = new Numbers("x", [low, high]);
      const range = axis.between(axis.at(0.123456789), axis.at(0.987654321));
      return range.low <= 0.123456789 && range.high >= 0.987654321 && range.high - range.low < 0.8642;
    }"""
    assert evaluate("axis", whole, -3, 7)
    assert evaluate("axis", "({ Numbers }) => new Numbers('x', [-5, 5]).between(0.5, 0.75)") == {"low": 0, "high": 2.5}


ROUND_TRIP = """({ fields, parsed }) => {
  const ranges = new Map([["--lr", { low: 1e-5, high: 0.1 }], ["--w", { low: -5, high: -1 }], ["--o", { options: ["a|b", "c\\\\d", ""] }]]);
  const written = fields({ chosen: new Set([20, 3, 5, 4]), ranges });
  const [chosen, read] = parsed(written);
  return { written, chosen: [...chosen], read: Object.fromEntries(read) };
}"""


def test_what_is_chosen_travels_in_the_fields_of_the_form(evaluate):
    found = evaluate("filter", ROUND_TRIP)
    assert dict(found["written"]) == {"range.--lr": "0.00001..0.1", "range.--w": "-5..-1", "in.--o": "a\\|b|c\\\\d|", "trials": "3-5,20"}
    assert found["chosen"] == [3, 4, 5, 20]
    assert found["read"] == {"--lr": {"low": 1e-5, "high": 0.1}, "--w": {"low": -5, "high": -1}, "--o": {"options": ["a|b", "c\\d", ""]}}


@pytest.mark.parametrize("text", ["0.9..", "..-3", "-1e-5..2"])
def test_either_end_of_a_range_may_be_left_out(evaluate, text):
    assert evaluate(
        "filter", "({ fields, parsed }, text) => fields({ chosen: new Set(), ranges: parsed([['score', text]])[1] })[0][1]", text
    ) in (
        text,
        "-0.00001..2",
    )


@pytest.mark.parametrize("text", ["", "..", "a..b", "1", "1..x", "NaN..1"])
def test_a_field_that_says_no_range_is_none(evaluate, text):
    assert evaluate("filter", "({ parsed }, text) => [...parsed([['range.x', text], ['score', text]])[1]].length", text) == 0


STORE = """({ Store }, goal, scores) => {
  const store = new Store();
  const trials = scores.map((score, index) => ({ index, values: [index], scores: [score], standing: "completed" }));
  const sweep = { parameters: [{ name: "x", expression: "uniform", values: [0, 9] }], objectives: [{ metric: "m", goal }] };
  const first = store.take({ cursor: "a", sweep, trials });
  const again = store.take({ cursor: "a", sweep, trials: [] });
  return { best: store.best?.index, records: store.records.map(({ index }) => index), scored: store.scored.length, first, again };
}"""


@pytest.mark.parametrize(("goal", "best", "records"), [("maximize", 3, [0, 2, 3]), ("minimize", 1, [0, 1])])
def test_the_best_so_far(evaluate, goal, best, records):
    found = evaluate("store", STORE, goal, [0.5, 0.1, 0.6, 0.9, None, 0.9, 0.1])
    assert found == {"best": best, "records": records, "scored": 6, "first": True, "again": False}


def test_a_sweep_without_scores_has_no_best(evaluate):
    assert evaluate("store", STORE, "maximize", [None])["scored"] == 0


LANES = """({ lanes, busy }) => {
  const trials = [[0, 10], [0, 4], [4, 10], [null, null], [11, null]].map(([began, ended], index) => ({ index, began, ended }));
  const laid = lanes(trials, 20);
  return [laid.count, laid.bars.map(({ trial, lane, to }) => [trial.index, lane, to]), busy(laid)];
}"""


def test_trials_take_the_first_slot_that_is_free(evaluate):
    count, bars, busy = evaluate("lanes", LANES)
    assert (count, bars) == (2, [[0, 0, 10], [1, 1, 4], [2, 1, 10], [4, 0, 20]])
    assert busy == pytest.approx((10 + 4 + 6 + 9) / 40)


def test_the_front_of_several_objectives(evaluate):
    rows = [[0.9, 10], [0.8, 5], [0.7, 6], [0.9, 12], [0.1, 1], [0.9, 10]]
    assert sorted(evaluate("front", "({ front }, rows) => front(rows, [1, -1])", rows)) == [0, 1, 4, 5]
    assert sorted(evaluate("front", "({ front }, rows) => front(rows, [1, 1])", rows)) == [3]
    three = [[1, 1, 1], [0, 2, 1], [1, 1, 0], [2, 0, 2]]
    assert sorted(evaluate("front", "({ front }, rows) => front(rows, [1, 1, 1])", three)) == [0, 1, 3]


def test_a_field_is_the_mean_of_what_is_near_and_nothing_where_nothing_is(evaluate):
    ask = """({ field, between }, points) => {
      const { means, sure, size } = field(points, 21, [0.09, 0.09]);
      return [[0.1, 0.1], [0.9, 0.9], [0.1, 0.9]].map((place) => [between(means, size, ...place), between(sure, size, ...place)]);
    }"""
    low, high, nowhere = evaluate("field", ask, [[0.1, 0.1, 0.2], [0.1, 0.1, 0.4], [0.9, 0.9, 0.8]])
    assert low == [pytest.approx(0.3, abs=1e-3), pytest.approx(1)]
    assert high == [pytest.approx(0.8, abs=1e-3), pytest.approx(1)]
    assert nowhere[1] == 0


CELLS = """async ({ cells }) => {
  const { Choices, Numbers } = await import("/static/js/sweep/axis.js");
  const trials = [["a", 0], ["b", 9.99], ["b", 10], ["b", null]].map((values, index) => ({ index, values }));
  const laid = cells(new Choices("x", ["a", "b"]), new Numbers("y", [0, 10]), trials, [0, 1]);
  return [laid.columns, laid.rows, laid.cells.filter((cell) => cell.trials.length).map(({ column, row, trials }) => [column, row, trials.length])];
}"""


def test_cells_hold_the_trials_that_lie_in_them(evaluate):
    assert evaluate("cells", CELLS) == [2, 10, [[0, 0, 1], [1, 9, 2]]]


MANY = """async ({ cells }) => {
  const { Choices } = await import('/static/js/sweep/axis.js');
  const many = Array.from({ length: 5000 }, (_, at) => at);
  const trials = [[0, 4999], [49, 4950], [50, 0]].map((values, index) => ({ index, values }));
  const laid = cells(new Choices("x", many), new Choices("y", many), trials, [0, 1]);
  return [laid.columns, laid.rows, laid.cells.filter((cell) => cell.trials.length).map(({ column, row, trials }) => [column, row, trials.length])];
}"""


def test_thousands_of_options_share_cells(evaluate):
    assert evaluate("cells", MANY) == [100, 100, [[1, 0, 1], [0, 99, 2]]]


AGAIN = """({ Store }) => {
  const store = new Store();
  const sweep = { parameters: [], objectives: [{ metric: "loss", goal: "minimize" }] };
  const told = (reports) => store.take({ cursor: String(reports), sweep, trials: [{ index: 3, values: [], scores: [null], reports }] });
  told(1);
  store.takeCurves({ cursor: "a", curves: { 3: { values: "AACAPw==" } } });
  const before = store.curves.size;
  told(0);
  return [before, store.curves.size];
}"""


def test_a_trial_that_is_tried_again_loses_the_curve_of_its_first_attempt(evaluate):
    assert evaluate("store", AGAIN) == [1, 0]
