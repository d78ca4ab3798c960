"""Made run configurations: trees of every section, and the ways in which somebody may write them."""

import json
import string

from hypothesis import strategies as st

from runs.runconfig import emit
from runs.runconfig.keys import spell
from runs.runconfig.shape import Shape, whole_shape

# What YAML may take for something else, and what a line cannot hold.
ODD = [
    "",
    " ",
    "yes",
    "null",
    "~",
    "1e-3",
    "010",
    "0x1F",
    "1_000",
    ".inf",
    "NaN",
    "2020-01-01",
    "<<",
    "=",
    "-",
    "--lr",
    "a: b",
    "a #b",
    "a,b",
]
ODD += [
    "# no",
    "'",
    '"',
    "{}",
    "[",
    "!",
    "&a",
    "*a",
    "%",
    "@",
    "`",
    "|",
    ">",
    "C:\\x",
    "x\ny",
    "x\n\n",
    "\t",
    "\x85",
    "\u2028",
    "\ufeff",
    "\U0001f600",
]
WORDS = st.sampled_from(["train.py", *ODD])
TEXTS = st.one_of(WORDS, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12))
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
NAMES = st.text(string.ascii_letters + string.digits + "_.-", min_size=1, max_size=8)


def trees(shape: Shape | None = None) -> st.SearchStrategy[dict]:
    """Explicit trees in JSON form; each value is one that its field's cast leaves as it is."""
    shape = shape or whole_shape()
    return st.fixed_dictionaries({}, optional={key: _values(key, below, shape) for key, below in shape.fields.items()})


def _values(key: str, shape: Shape, parent: Shape) -> st.SearchStrategy:
    if shape.model:
        return st.one_of(st.none(), trees(shape))
    if shape.users and shape.each and shape.each.model:
        return st.dictionaries(NAMES, trees(shape.each), max_size=3)
    if shape.each and shape.each.model and not shape.users:
        return st.lists(trees(shape.each), max_size=2)
    return _plain(parent, key)


def _plain(parent: Shape, key: str) -> st.SearchStrategy:
    field = next(info for name, info in parent.model.model_fields.items() if (info.alias or name) == key)
    kind = str(field.annotation) + str(field.metadata)
    if "whole" in kind:
        return st.one_of(st.none(), st.integers(-(2**31), 2**31))
    if "fraction" in kind:
        return st.one_of(st.none(), st.floats(0, 1e6))
    if "flag" in kind:
        return st.one_of(st.none(), st.booleans())
    if "texts" in kind or "listed" in kind:
        return st.lists(TEXTS if "texts" in kind else SCALARS, max_size=4)
    if "variables" in kind or "mapped" in kind:
        return st.dictionaries(NAMES, TEXTS if "variables" in kind else SCALARS, max_size=3)
    return st.one_of(st.none(), TEXTS)


def respelled(tree, shape: Shape, case: str):
    if isinstance(tree, dict):
        return {(spell(key, case) if shape.model else key): respelled(value, shape.below(key), case) for key, value in tree.items()}
    if isinstance(tree, list):
        return [respelled(item, shape.below(""), case) for item in tree]
    return tree


@st.composite
def written(draw, tree: dict) -> str:
    """One of the ways to write a tree: as the SDK does, with comments, as JSON, in another case, with Windows' line ends."""
    tree = respelled(tree, whole_shape(), draw(st.sampled_from(["camel", "camel", "snake", "title"])))
    style = draw(st.sampled_from(["block", "commented", "json", "json in lines", "flow"]))
    if style.startswith("json"):
        return json.dumps(tree, indent=2 if "lines" in style else None)
    if style == "flow":
        return emit.flow(tree)
    text = emit.block(tree)
    if style == "commented" and "|" not in text:
        text = "# of mine\n" + text.replace(":\n", ":   # here\n").replace("\n", "\n# between\n\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text.removesuffix("\n" if draw(st.booleans()) else "\n\n")


def wild(shape: Shape | None = None, depth: int = 0) -> st.SearchStrategy[dict]:
    """Trees whose keys are known and whose values are anything."""
    shape = shape or whole_shape()
    junk = st.one_of(SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(NAMES, SCALARS, max_size=2))
    keys = list(shape.fields)
    if not keys:
        return junk
    return st.lists(st.sampled_from(keys), max_size=4, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({key: st.one_of(junk, _wild_below(shape.fields[key], depth)) for key in chosen})
    )


def _wild_below(shape: Shape, depth: int) -> st.SearchStrategy:
    if shape.each and shape.each.model:
        return st.dictionaries(NAMES, wild(shape.each, depth + 1), max_size=2)
    return wild(shape, depth + 1)
