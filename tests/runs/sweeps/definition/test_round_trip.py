"""What is written is read as it was meant, in each of the three forms."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from runs.sweeps.definition import edited, from_wire, problems, read, read_values, to_wire, tree, write
from runs.sweeps.values import Definition

from .made import definitions, texts

MANY = settings(max_examples=12, deadline=None)


@MANY
@given(definitions())
def test_what_is_written_reads_as_the_same_definition(definition):
    reading = read(write(definition))
    assert (reading.definition, reading.errors) == (definition, [])
    assert repr(reading.definition) == repr(definition)  # 1 is not 1.0, nor true


@MANY
@given(definitions())
def test_values_and_the_wire_form_say_the_same(definition):
    assert repr(read_values(json.loads(json.dumps(tree(definition)))).definition) == repr(definition)
    assert repr(from_wire(json.loads(json.dumps(to_wire(definition)))).definition) == repr(definition)
    assert repr(Definition.from_dict(json.loads(json.dumps(definition.to_dict())))) == repr(definition)
    assert problems(definition) == []


def patch(before, after):
    """The changes that make one tree the other: what is gone is None."""
    gone = {key: None for key in before if key not in after}
    both = {key: patch(before[key], value) if isinstance(value, dict) and key in before else value for key, value in after.items()}
    return {**gone, **both}


@MANY
@given(st.data(), definitions(), definitions())
def test_a_text_in_any_style_edited_to_say_something_else_says_that(data, before, after):
    text = data.draw(texts(before))
    assert repr(read(text).definition) == repr(before)
    text = edited(text, patch(tree(before), tree(after)))
    assert repr(read(text).definition) == repr(after)
    assert edited(text, tree(after)) == text
