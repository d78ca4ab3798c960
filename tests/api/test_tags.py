"""Tags of runs, by the API."""


def test_a_run_is_tagged_and_found_by_it(call, contributor, a_run):
    run, other = a_run(), a_run()
    caller = call(contributor)
    answer = caller.patch(f"/runs/{run.key}", {"tags": {"team": "blue", "kept": None}})
    assert answer.status_code == 200 and answer.data["tags"] == {"team": "blue", "kept": None}
    assert [found["key"] for found in caller.get("/runs", tag="team=blue").data["items"]] == [run.key]
    assert [found["key"] for found in caller.get("/runs", tag="kept").data["items"]] == [run.key]
    assert caller.get("/runs", tag="team=red").data["items"] == []
    assert {found["key"] for found in caller.get("/runs", target="local").data["items"]} == {run.key, other.key}
    assert caller.patch(f"/runs/{run.key}", {"remove": ["kept"]}).data["tags"] == {"team": "blue"}


def test_a_reader_cannot_tag_and_a_stranger_finds_nothing(call, reader, stranger, a_run):
    run = a_run()
    assert call(reader).patch(f"/runs/{run.key}", {"tags": {"a": "b"}}).status_code == 403
    assert call(stranger).patch(f"/runs/{run.key}", {"tags": {"a": "b"}}).status_code == 404


def test_a_tag_without_a_name_is_refused_with_a_sentence(call, contributor, a_run):
    answer = call(contributor).patch(f"/runs/{a_run().key}", {"tags": {" ": "b"}})
    assert answer.status_code == 422 and "name" in answer.data["detail"]


def test_an_experiment_is_made_once(call, contributor, reader):
    caller = call(contributor)
    assert [caller.post("/experiments", {"name": "digits"}).status_code for _ in range(2)] == [201, 201]
    assert [each["name"] for each in caller.get("/experiments").data["items"]] == ["digits"]
    assert "letter or digit" in caller.post("/experiments", {"name": "-"}).data["detail"]
    assert call(reader).post("/experiments", {"name": "other"}).status_code == 403
