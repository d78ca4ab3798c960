"""Run configurations in the browser: the draft with its two sides, versions, and who may change them."""

import zipfile
from io import BytesIO

import pytest

from runs.drafting import drafted
from runs.models import Configuration, ConfigurationVersion

pytestmark = pytest.mark.django_db
LIST, NEW, IMPORT = (f"/w/vision/configurations/{rest}" for rest in ("", "new/", "import/"))
TEXT = "# ours\nscript: train.py  # the one\narguments: [--epochs, 3]\ntarget: local\nenvironment:\n  python:\n    userManagedDependencies: true\n"
HTMX = {"HX-Request": "true", "HX-Target": "draft"}


def sent(text=TEXT, shown=None, **fields) -> dict:
    """A form as the page sends it: `shown` is the text that its fields were drawn from."""
    named = {"name": "digits", "source": "", "text": text, "shown": text if shown is None else shown}
    return named | {f"field:{path}": value for path, value in fields.items()}


def made(browser, text=TEXT) -> ConfigurationVersion:
    browser.post(NEW, sent(text))
    return ConfigurationVersion.objects.get()


def page(version: ConfigurationVersion, rest: str = "") -> str:
    return f"{LIST}{version.configuration_id}/{rest}"


def test_the_text_is_kept_as_it_was_written_and_read_into_columns(browse, contributor, target):
    version = made(browse(contributor))
    assert version.text == TEXT and (version.number, version.created_by) == (1, contributor.user)
    assert (version.script, version.arguments, version.target, version.trouble) == ("train.py", ["--epochs", "3"], target, "")


def test_a_field_of_the_form_goes_into_the_text_and_nothing_else_moves(browse, contributor, target):
    browse(contributor).post(NEW, sent(script="tools/train.py") | {"field:maxRunDurationSeconds": "1h 30m"})
    version = ConfigurationVersion.objects.get()
    assert version.text == TEXT.replace("script: train.py", "script: tools/train.py") + "maxRunDurationSeconds: 5400\n"
    assert version.max_seconds == 5400 and version.origin == {"kind": "form"}


def test_a_field_that_was_not_touched_leaves_the_text_alone(browse, contributor, target):
    edited = TEXT.replace("train.py", "other.py")
    browse(contributor).post(NEW, sent(edited, TEXT, script="train.py"))
    version = ConfigurationVersion.objects.get()
    assert version.text == edited and version.origin == {"kind": "yaml"}


def test_edits_on_both_sides_come_together(browse, contributor, target):
    browse(contributor).post(NEW, sent(TEXT.replace("3", "9"), TEXT, script="both.py"))
    version = ConfigurationVersion.objects.get()
    assert (version.script, version.arguments, version.origin) == ("both.py", ["--epochs", "9"], {"kind": "both"})


def test_an_emptied_field_falls_back_to_its_default(browse, contributor, target):
    browse(contributor).post(NEW, sent(arguments=""))
    assert "arguments" not in ConfigurationVersion.objects.get().text


def test_variables_are_written_one_by_one(browse, contributor, target):
    text = TEXT + "environmentVariables:\n  A: one  # stays\n  B: two\n"
    browse(contributor).post(NEW, sent(text, environmentVariables="A=one\nC=three=3"))
    version = ConfigurationVersion.objects.get()
    assert "  A: one  # stays\n" in version.text and version.variables == {"A": "one", "C": "three=3"}


@pytest.mark.parametrize(
    ("path", "words", "said"),
    [
        ("arguments", "--name 'open", "cannot be split"),
        ("nodeCount", "many", "is no number"),
        ("maxRunDurationSeconds", "soon", "not a length of time"),
        ("environmentVariables", "no equals", "line 1 is not KEY=VALUE"),
    ],
)
def test_words_that_stand_for_nothing_are_kept_and_explained(browse, contributor, target, path, words, said):
    answer = browse(contributor).post(NEW, sent(**{path: words}))
    text = answer.content.decode()
    assert answer.status_code == 422 and said in text and not Configuration.objects.exists()
    assert words in text.replace("&#x27;", "'")


def test_text_that_cannot_be_read_is_kept_and_says_where(browse, contributor, target):
    broken = "script: train.py\narguments: [--open\n"
    answer = browse(contributor).post(NEW, sent(broken, TEXT, script="new.py"))
    text = answer.content.decode()
    assert answer.status_code == 422 and "arguments: [--open" in text and 'value="new.py"' in text and "Cannot run" in text
    assert not Configuration.objects.exists()


def test_what_cannot_run_is_saved_and_marked(browse, contributor, target):
    browser = browse(contributor)
    version = made(browser, TEXT.replace("local", "nowhere"))
    assert version.target is None and version.target_name == "nowhere" and "nowhere" in version.trouble
    assert "cannot run" in browser.get(LIST).content.decode() and "cannot run" in browser.get(page(version)).content.decode()


def test_a_value_that_fits_no_cast_is_saved_as_typed_and_marked(browse, contributor, target):
    browser = browse(contributor)
    version = made(browser, TEXT + "nodeCount: several\n")
    assert version.trouble and "several" in version.text
    for rest in ("", "edit/", "comparison/", "file/"):
        assert browser.get(page(version, rest)).status_code == 200


def test_htmx_gets_the_part_that_an_edit_changes(browse, contributor, target):
    answer = browse(contributor).post(NEW, sent(script="gone.py", target="nowhere"), headers=HTMX)
    text = answer.content.decode()
    assert "<html" not in text and 'id="draft"' in text and "script: gone.py" in text and "nowhere" in text
    assert not Configuration.objects.exists()


def test_without_a_script_the_same_is_looked_at_by_a_button(browse, contributor, target):
    answer = browse(contributor).post(NEW, sent(script="gone.py") | {"look": "1"})
    assert answer.status_code == 200 and "script: gone.py" in answer.content.decode() and not Configuration.objects.exists()


def test_an_edit_makes_the_next_version_and_the_old_one_stays(browse, contributor, target):
    browser = browse(contributor)
    first = made(browser)
    browser.post(page(first, "edit/"), sent(arguments="--epochs 9"))
    assert [version.number for version in first.configuration.versions.all()] == [2, 1]
    assert ConfigurationVersion.objects.get(number=1).arguments == ["--epochs", "3"]


def test_saving_without_a_change_keeps_the_version(browse, contributor, target):
    browser = browse(contributor)
    first = made(browser)
    answer = browser.post(page(first, "edit/"), sent() | {"name": "renamed"}, follow=True)
    assert "it stays version 1" in answer.content.decode() and Configuration.objects.get().name == "renamed"


def test_each_field_says_where_its_value_came_from(browse, contributor, owner, target):
    first = made(browse(contributor))
    browse(owner).post(page(first, "edit/"), sent(arguments="--epochs 9"))
    newest = ConfigurationVersion.objects.get(number=2)
    assert newest.origins["arguments"] == 2 and newest.origins["script"] == 1 and newest.changed() == ["arguments"]
    text = browse(owner).get(page(first)).content.decode()
    assert "v2 · form, by Olivia" in text and "v1 · form, by Carl" in text
    assert "v1 · form, by Carl" in browse(owner).get(page(first, "edit/")).content.decode()


def test_old_versions_stay_to_be_read_and_run(browse, contributor, target):
    browser = browse(contributor)
    first = made(browser)
    browser.post(page(first, "edit/"), sent(arguments="--epochs 9"))
    text = browser.get(page(first), {"version": 1}).content.decode()
    assert "This is version 1" in text and f"version={first.pk}" in text
    assert browser.get(page(first), {"version": 7}).status_code == 404


def test_two_versions_are_compared_by_field_and_by_line(browse, contributor, target):
    browser = browse(contributor)
    first = made(browser)
    browser.post(page(first, "edit/"), sent(TEXT.replace("# ours", "# theirs"), TEXT, arguments="--epochs 9"))
    text = browser.get(page(first, "comparison/")).content.decode()
    assert "1 field differs" in text and "<del>--epochs 3</del>" in text and "<ins>--epochs 9</ins>" in text
    assert '<li class="diff-added">+# theirs</li>' in text
    assert "They say the same" in browser.get(page(first, "comparison/"), {"from": 1, "to": 1}).content.decode()


def test_a_version_is_exported_as_the_file_it_is(browse, reader, a_configuration):
    version = a_configuration("train", text=TEXT)
    answer = browse(reader).get(page(version, "file/"))
    assert answer.content.decode() == TEXT and 'filename="train.runconfig"' in answer["Content-Disposition"]


def test_files_beside_it_are_exported_with_it(browse, reader, a_configuration):
    version = a_configuration("train", text=TEXT, companions={"conda.yml": "dependencies: []\n"})
    with zipfile.ZipFile(BytesIO(browse(reader).get(page(version, "file/")).content)) as archive:
        assert archive.read(".azureml/train.runconfig").decode() == TEXT and archive.read("conda.yml") == b"dependencies: []\n"


def test_a_clone_says_the_same_under_a_name_of_its_own(browse, contributor, a_configuration):
    version = a_configuration("train", text=TEXT)
    for name in ("train copy", "train copy 2"):
        browse(contributor).post(page(version, "clones/"))
        copy = Configuration.objects.get(name=name).latest
        assert copy.text == TEXT and copy.origin == {"kind": "clone", "of": "train v1"}


def test_a_name_is_given_once(browse, contributor, target):
    browser = browse(contributor)
    made(browser)
    assert "There is a configuration called Digits already" in browser.post(NEW, sent() | {"name": "Digits"}).content.decode()


def test_sources_of_another_workspace_cannot_be_chosen(browse, stranger, a_snapshot):
    answer = browse(stranger).post("/w/speech/configurations/new/", sent() | {"source": a_snapshot().source.pk})
    assert answer.status_code == 422 and not Configuration.objects.exists()


def test_a_target_of_another_workspace_is_no_target_here(browse, stranger, target):
    browse(stranger).post("/w/speech/configurations/new/", sent())
    assert ConfigurationVersion.objects.get().target is None


def test_a_configuration_goes_only_while_no_run_used_it(browse, contributor, a_configuration, a_run):
    unused, used = a_configuration("unused"), a_configuration("used")
    a_run(configuration=used)
    for version in (unused, used):
        browse(contributor).post(page(version, "removal/"))
    assert list(Configuration.objects.all()) == [used.configuration]


def test_a_reader_looks_and_changes_nothing(browse, reader, a_configuration):
    version = a_configuration()
    browser = browse(reader)
    for url in (LIST, page(version), page(version, "comparison/"), page(version, "file/")):
        assert browser.get(url).status_code == 200
    for url in (NEW, IMPORT, page(version, "edit/")):
        assert browser.get(url).status_code == browser.post(url).status_code == 403
    for rest in ("removal/", "clones/"):
        assert browser.post(page(version, rest)).status_code == 403
    assert "New configuration" not in browser.get(LIST).content.decode() and "Edit" not in browser.get(page(version)).content.decode()


def test_a_stranger_sees_nothing(browse, stranger, a_configuration):
    version = a_configuration()
    rests = ("", "edit/", "comparison/", "file/")
    for url in (
        LIST,
        IMPORT,
        *(page(version, rest) for rest in rests),
        *(page(version, rest).replace("vision", "speech") for rest in rests),
    ):
        assert browse(stranger).get(url).status_code == 404


def test_the_list_takes_as_many_queries_for_ten_as_for_one(browse, reader, a_configuration, django_assert_num_queries):
    browser = browse(reader)
    for names in (["one"], [f"more {number}" for number in range(9)]):
        for name in names:
            a_configuration(name)
        with django_assert_num_queries(5):  # session, user, member; configurations, newest versions
            browser.get(LIST)


def test_a_page_takes_as_many_queries_for_ten_versions_as_for_one(browse, reader, a_configuration, a_run, django_assert_num_queries):
    browser, version = browse(reader), a_configuration("train")
    a_run(configuration=version)
    for count in (0, 9):
        for number in range(count):
            a_run(configuration=a_configuration("train", arguments=[str(number)]))
        # session, user, member; configuration, versions, the text and files of one, runs, metrics; what the linter knows: four
        with django_assert_num_queries(13):
            browser.get(page(version))


def test_the_editor_takes_as_many_queries_for_ten_versions_as_for_one(browse, contributor, a_configuration, django_assert_num_queries):
    browser, version = browse(contributor), a_configuration("train")
    for count in (0, 9):
        for number in range(count):
            a_configuration("train", arguments=[str(number)])
        with django_assert_num_queries(13):
            browser.get(page(version, "edit/"))


def test_plain_fields_become_a_text_that_says_them(a_configuration, target):
    wanted = {"kind": "pip", "requirements": "numpy>=2\n\n# why\nscipy\n", "python": "3.12"}
    version = a_configuration("plain", text=drafted(environment=wanted, variables={"A": "1"}, max_seconds=60))
    python = version.document.configuration.environment.tree()["python"]
    assert python["condaDependencies"]["dependencies"] == ["python=3.12", {"pip": ["numpy>=2", "scipy"]}]
    assert (version.variables, version.max_seconds) == ({"A": "1"}, 60)


def test_an_argument_that_was_not_edited_keeps_its_spelling(browse, contributor, target):
    text = TEXT.replace("[--epochs, 3]", "[--epochs, 3, --rate, 0.10]  # as in the paper")
    browse(contributor).post(NEW, sent(text, arguments="--epochs 9 --rate 0.10"))
    assert "arguments: [--epochs, 9, --rate, 0.10]  # as in the paper\n" in ConfigurationVersion.objects.get().text


def test_a_version_that_came_in_between_is_told_before_it_is_covered(browse, contributor, owner, target):
    version = made(browse(contributor))
    begun = {"begun": str(version.number)}
    browse(owner).post(page(version, "edit/"), sent(TEXT.replace("3", "4")) | begun)
    answer = browse(contributor).post(page(version, "edit/"), sent(TEXT.replace("3", "5")) | begun)
    assert answer.status_code == 422 and "Version 2 was saved by Olivia while you edited" in answer.content.decode()
    assert 'name="begun" value="2"' in answer.content.decode() and "[--epochs, 5]" in answer.content.decode()
    browse(contributor).post(page(version, "edit/"), sent(TEXT.replace("3", "5")) | {"begun": "2"})
    assert version.configuration.latest.arguments == ["--epochs", "5"] and version.configuration.latest.number == 3


def test_a_child_of_a_run_is_no_use_of_its_own(browse, reader, a_run):
    run = a_run()
    a_run(parent=run, purpose="child")
    assert "Used by 1 run." in browse(reader).get(page(run.configuration)).content.decode()
