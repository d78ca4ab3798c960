"""What a script logs with log_params, into its run's row and onto its page."""

import pytest

from runs.supervisor import parameters

pytestmark = pytest.mark.django_db
LINES = b'{"p":{"rate":0.1,"layers":[64,32]},"t":1}\n{"n":"loss","v":1}\n{"p":{"rate":0.2,"note":"a\\u0000b"},"t":2}\n{"p":[1]}\n{"p":{\n'


def test_a_name_said_again_replaces_its_value(a_run):
    run = a_run("Running")
    parameters.store(run, LINES)
    parameters.store(run, b'{"p":{"rate":0.3}}\n')
    run.refresh_from_db()
    assert run.parameters == {"rate": 0.3, "layers": [64, 32], "note": "a\ufffdb"}


def test_no_more_are_kept_than_a_page_can_show(a_run):
    run = a_run("Running")
    for first in range(0, parameters.MOST * 2, 500):
        parameters.store(run, b'{"p":{' + b",".join(b'"p%d":1' % n for n in range(first, first + 500)) + b"}}\n")
    run.refresh_from_db()
    assert len(run.parameters) == parameters.MOST


def test_the_overview_shows_them_escaped(a_run, browse, reader, workspace):
    run = a_run("Running", parameters={"<b>rate": "<script>"})
    page = browse(reader).get(f"/w/{workspace.slug}/runs/{run.key}/").content.decode()
    assert "&lt;b&gt;rate" in page
    assert "<script>" not in page.partition("Parameters</h2>")[2]
