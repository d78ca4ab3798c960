"""runs/<key>/tags/, and the runs table by tag."""

import pytest
from django.urls import reverse

from runs.models import Run, Tag
from runs.supervisor.journal import Journal

pytestmark = pytest.mark.django_db


def url(run, slug="vision") -> str:
    return reverse("run_tags", args=[slug, run.key])


def tags_of(run) -> dict:
    return Run.objects.get(pk=run.pk).tags


def test_a_contributor_adds_and_removes_tags(browse, contributor, a_run):
    run = a_run("Running")
    browser = browse(contributor)
    assert browser.post(url(run), {"name": " best ", "value": "yes"})["Location"] == reverse("run", args=["vision", run.key])
    browser.post(url(run), {"name": "reviewed", "value": ""})
    assert tags_of(run) == {"best": "yes", "reviewed": None}
    browser.post(url(run), {"remove": "best"})
    assert tags_of(run) == {"reviewed": None}
    assert set(Tag.objects.values_list("name", "value")) == {("reviewed", "")}
    assert list(run.events.filter(kind="tagged").values_list("text", "by__username")) == [
        ("best=yes", "carl"),
        ("reviewed", "carl"),
        ("without best", "carl"),
    ]


def test_with_htmx_the_chips_come_back(browse, contributor, a_run):
    answer = browse(contributor).post(url(a_run("Running")), {"name": "<b>", "value": "1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "&lt;b&gt;" in answer.content.decode() and "<b>1</b>" in answer.content.decode()


def test_a_reader_sees_tags_and_changes_none(browse, reader, a_run):
    run = a_run("Running")
    run.retag({"best": "yes"})
    assert "best" in browse(reader).get(url(run)).content.decode()
    assert "<form" not in browse(reader).get(url(run)).content.decode()
    assert browse(reader).post(url(run), {"name": "worst"}).status_code == 403
    assert tags_of(run) == {"best": "yes"}


def test_a_stranger_neither_sees_nor_changes_tags(browse, stranger, a_run):
    run = a_run("Running")
    for slug in ("vision", "speech"):
        assert browse(stranger).get(url(run, slug)).status_code == 404
        assert browse(stranger).post(url(run, slug), {"name": "mine"}).status_code == 404
    assert tags_of(run) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [("x" * 251, ""), ("long", "x" * 1001), ("nul\0", "")],
)
def test_what_cannot_be_a_tag_is_refused_in_words(name, value, browse, contributor, a_run):
    run = a_run("Running")
    answer = browse(contributor).post(url(run), {"name": name, "value": value}, follow=True)
    assert tags_of(run) == {}
    assert list(answer.context["messages"])


def shown(browser, **asked) -> set[str]:
    return {run.name for run in browser.get(reverse("runs", args=["vision"]), asked).context["runs"]}


def test_the_runs_table_by_tag(browse, reader, a_run):
    for name, tags in {"a": {"best": "yes"}, "b": {"best": "no", "a=b": "c"}, "c": {"other": "best"}, "d": {}}.items():
        a_run("Running", name=name).retag(tags)
    browser = browse(reader)
    assert shown(browser, tag="best") == {"a", "b"}
    assert shown(browser, tag="best=yes") == {"a"}
    assert shown(browser, tag="a=b") == {"b"}
    assert shown(browser, tag="a=b=c") == set(), "the first = ends the name"
    assert shown(browser, tag="none") == set()


def test_tags_of_other_workspaces_find_nothing(browse, stranger, a_run):
    a_run("Running").retag({"best": "yes"})
    assert browse(stranger).get(reverse("runs", args=["speech"]), {"tag": "best"}).context["runs"] == []


def test_the_runs_table_leaves_children_out_and_counts_them(browse, reader, a_run):
    run = a_run("Running", name="whole")
    children = b"".join(b'{"c":{"id":"fold-%d","name":"fold %d","state":"Running"}}\n' % (n, n) for n in range(3))
    Journal(run).store(children, 1)
    browser = browse(reader)
    assert shown(browser) == {"whole"}
    assert "3 child runs" in browser.get(reverse("runs", args=["vision"])).content.decode()
    assert shown(browser, parent=run.key) == {"fold 0", "fold 1", "fold 2"}
    assert "Child runs of whole" in browser.get(reverse("runs", args=["vision"]), {"parent": run.key}).content.decode()


def test_a_child_says_where_it_lives_and_has_no_logs(browse, contributor, a_run):
    run = a_run("Running", name="whole")
    Journal(run).store(b'{"c":{"id":"fold","state":"Running"}}\n', 1)
    page = browse(contributor).get(reverse("run", args=["vision", "fold"])).content.decode()
    assert reverse("run", args=["vision", run.key]) in page and "child of" in page
    assert reverse("run_logs", args=["vision", "fold"]) not in page and "cancel-button" not in page
    assert "fold" in browse(contributor).get(reverse("run", args=["vision", run.key])).content.decode()


def test_a_child_is_not_run_again(browse, contributor, a_run):
    Journal(a_run("Running")).store(b'{"c":{"id":"fold","state":"Completed"}}\n', 1)
    browse(contributor).post(reverse("run_reruns", args=["vision", "fold"]), {"submission": "x"})
    assert Run.objects.count() == 2
