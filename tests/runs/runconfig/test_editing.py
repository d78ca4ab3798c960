import difflib

from hypothesis import given, settings
from hypothesis import strategies as st

from runs.runconfig import Document
from runs.runconfig.nodes import plain
from runs.runconfig.shape import whole_shape

from . import made, samples


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_tree_written_and_read_is_the_same_tree(data):
    tree = data.draw(made.trees())
    assert plain(Document.of(tree).written) == tree
    text = data.draw(made.written(tree))
    document = Document.read(text)
    assert plain(document.written) == tree
    assert document.text == text
    again = Document.of(document.configuration.tree())
    assert again.configuration == document.configuration


def paths(tree, shape, path=()):
    """Every path of a tree that names a field or an entry."""
    for key, value in tree.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from paths(value, shape.below(key), (*path, key))


def at(tree, path):
    for step in path:
        tree = tree[step]
    return tree


def placed(tree, path, value):
    head, *rest = path
    return {**tree, head: placed(tree.get(head) or {}, rest, value) if rest else value}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_edit_changes_its_place_and_leaves_the_other_lines(data):
    tree = data.draw(made.trees())
    text = data.draw(made.written(tree))
    other = data.draw(made.trees())
    candidates = [path for path in paths(other, whole_shape()) if not blocked(tree, path)]
    if not candidates:
        return
    path = data.draw(st.sampled_from(candidates))
    document = Document.read(text)
    document.set(path, at(other, path))
    assert plain(document.written) == placed(tree, path, at(other, path))
    changed = removed_lines(text, document.text)
    if text.count("\n") > 2:
        assert len(changed) <= len(lines_of(tree, text, path)) + 2, "\n".join(changed)


def blocked(tree, path):
    """Whether a single value stands where a section would have to begin."""
    for step in path[:-1]:
        tree = tree.get(step)
        if tree is None:
            return False
        if not isinstance(tree, dict):
            return True
    return False


def removed_lines(before, after):
    ours = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in ours if line.startswith("- ") and line[2:].strip()]


def lines_of(tree, text, path):
    """The lines that belong to a path: from its key to the next key that is no part of it. As many as there could be."""
    found = Document.read(text).lines(path)
    if found is None:
        return []
    lines = text.splitlines()
    indent = len(lines[found[0] - 1]) - len(lines[found[0] - 1].lstrip())
    end = found[0]
    while end < len(lines) and (
        not lines[end].strip() or lines[end].lstrip()[:1] in "#-}]" or len(lines[end]) - len(lines[end].lstrip()) > indent
    ):
        end += 1
    return lines[found[0] - 1 : end]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_key_taken_out_is_gone_and_nothing_else(data):
    tree = data.draw(made.trees().filter(bool))
    text = data.draw(made.written(tree))
    path = data.draw(st.sampled_from(list(paths(tree, whole_shape()))))
    document = Document.read(text)
    document.unset(path)
    assert not document.explicit(path)
    expected = without(tree, path)
    assert plain(document.written) == expected


def without(tree, path):
    """A section that held nothing else goes too: left empty it would be null, which is something else."""
    head, *rest = path
    below = without(tree[head], rest) if rest else None
    return {**tree, head: below} if below else {key: value for key, value in tree.items() if key != head}


REAL = [samples.read(path) for path in samples.runconfigs() if path not in samples.legacy()]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_real_files_take_any_series_of_edits(data):
    document = Document.read(data.draw(st.sampled_from(REAL)))
    for _ in range(data.draw(st.integers(1, 3))):
        tree, other = plain(document.written), data.draw(made.trees())
        candidates = [path for path in paths(other, whole_shape()) if not blocked(tree, path)]
        if candidates:
            path = data.draw(st.sampled_from(candidates))
            document.set(path, at(other, path))
            assert plain(document.written) == placed(tree, path, at(other, path))
    before = plain(document.written)
    path = data.draw(st.sampled_from(list(paths(before, whole_shape()))))
    document.unset(path)
    assert plain(document.written) == without(before, path)
