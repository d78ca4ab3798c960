"""The pages of environments: their list, a version, making the next, cloning, comparing, deleting."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runs.models import Environment, EnvironmentBuild, EnvironmentVersion, Run

pytestmark = pytest.mark.django_db
LIST = "/w/vision/environments/"
PIP = {"name": "mine", "kind": "pip", "requirements": "numpy\n-e .\n", "python": "3.12", "variables": "A=1"}


def page_of(version) -> str:
    return f"{LIST}{version.environment_id}/"


def test_the_list_tells_kinds_builds_and_uses(browse, reader, an_environment, curated, target, a_run):
    version = an_environment()
    a_run("Completed", environment=version)
    EnvironmentBuild.objects.create(target=target, key=version.key, state="ready")
    page = browse(reader).get(LIST).content.decode()
    assert "torch" in page and "Trainshed-Minimal" in page and "Ready" in page and "Curated" in page
    own = browse(reader).get(LIST, {"kind": "own"}).content.decode()
    assert "torch" in own and "Trainshed-Minimal" not in own
    assert "No environment matches" in browse(reader).get(LIST, {"name": "nowhere"}).content.decode()


def test_the_list_costs_the_same_however_long_it_is(browse, reader, an_environment, curated, target, django_assert_max_num_queries):
    for number in range(12):
        version = an_environment(f"env{number}", f"numpy=={number}")
        EnvironmentBuild.objects.create(target=target, key=version.key, state="ready")
    browser = browse(reader)
    with django_assert_max_num_queries(7):
        browser.get(LIST)


def test_a_page_holds_fifty_and_leads_on(browse, reader, an_environment):
    for number in range(52):
        an_environment(f"env{number:02}")
    page = browse(reader).get(LIST).content.decode()
    assert "env51" in page and "env01" not in page and "?before=" in page


def test_a_version_tells_its_definition_and_where_it_is_built(browse, reader, an_environment, target, django_assert_max_num_queries):
    version = an_environment("torch", "torch==2", environmentVariables={"OMP_NUM_THREADS": "2"})
    EnvironmentBuild.objects.create(target=target, key=version.key, state="failed", reason="no such package")
    browser = browse(reader)
    with django_assert_max_num_queries(14):
        page = browser.get(page_of(version)).content.decode()
    assert "torch==2" in page and "OMP_NUM_THREADS=2" in page and "no such package" in page and "Failed" in page
    assert '<form method="post"' not in page.split('id="builds"')[1].split("</section>")[0]  # a reader builds nothing


def test_an_old_version_says_that_there_is_a_newer(browse, reader, an_environment):
    an_environment("torch", "torch==1"), an_environment("torch", "torch==2")
    page = browse(reader).get(page_of(EnvironmentVersion.objects.first()), {"version": "1"}).content.decode()
    assert "torch==1" in page and "The newest is" in page


@pytest.mark.parametrize("path", ["", "difference/", "versions/1/builds/local/"])
def test_a_stranger_sees_nothing(browse, stranger, an_environment, target, path):
    assert browse(stranger).get(page_of(an_environment()) + path).status_code == 404


def test_another_workspace_cannot_reach_it_by_its_number(browse, stranger, an_environment, target):
    version = an_environment()
    browser = browse(stranger)
    for path in ("", "edit/", "difference/", "versions/1/builds/local/"):
        assert browser.get(f"/w/speech/environments/{version.environment_id}/{path}").status_code == 404
    for path in ("removal/", "builds/", "versions/1/builds/local/removal/"):
        assert browser.post(f"/w/speech/environments/{version.environment_id}/{path}").status_code == 404
    assert browser.get("/w/speech/environments/new/", {"like": version.pk}).status_code == 404


@pytest.mark.parametrize("path", ["new/", "{}/edit/"])
def test_a_reader_makes_and_changes_nothing(browse, reader, an_environment, path):
    version = an_environment()
    assert browse(reader).post(LIST + path.format(version.environment_id), PIP).status_code == 403
    assert EnvironmentVersion.objects.count() == 1


@pytest.mark.parametrize("path", ["removal/", "builds/", "versions/1/builds/local/removal/"])
def test_a_reader_asks_for_nothing(browse, reader, an_environment, target, path):
    version = an_environment()
    assert browse(reader).post(page_of(version) + path, {"version": "1", "target": "local"}).status_code == 403
    assert not Run.objects.exists() and Environment.objects.exists()


def test_requirements_become_an_environment(browse, contributor):
    answer = browse(contributor).post(LIST + "new/", PIP)
    version = EnvironmentVersion.objects.get()
    assert answer.url == page_of(version) and version.created_by == contributor.user
    assert version.definition == {
        "python": {"condaDependencies": {"dependencies": ["python=3.12", "pip", {"pip": ["numpy", "-e ."]}]}},
        "environmentVariables": {"A": "1"},
    }


def test_a_conda_file_is_pasted_or_uploaded(browse, contributor):
    text = "name: x\nchannels: [bioconda]\ndependencies:\n- python=3.9\n- samtools\n"
    browser = browse(contributor)
    browser.post(LIST + "new/", {"name": "pasted", "kind": "conda", "conda": text})
    browser.post(LIST + "new/", {"name": "uploaded", "kind": "conda", "conda_file": SimpleUploadedFile("conda.yml", text.encode())})
    first, second = EnvironmentVersion.objects.order_by("pk")
    assert first.digest == second.digest and first.key == second.key
    assert first.definition["python"]["condaDependencies"]["channels"] == ["bioconda"]


def test_an_interpreter_and_a_conda_environment_of_the_target(browse, contributor):
    browser = browse(contributor)
    browser.post(LIST + "new/", {"name": "own", "kind": "interpreter", "interpreter": "/opt/python"})
    browser.post(LIST + "new/", {"name": "over", "kind": "base", "base": "ml", "base_requirements": "lightgbm"})
    own, over = EnvironmentVersion.objects.order_by("pk")
    assert own.definition == {"python": {"userManagedDependencies": True, "interpreterPath": "/opt/python"}} and own.key == ""
    assert over.definition["python"]["baseCondaEnvironment"] == "ml" and over.key


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "Trainshed-Mine"}, "reserved for curated"),
        ({"name": ""}, "required"),
        ({"requirements": "-r more.txt"}, "names the file more.txt"),
        ({"python": "three"}, "Python is a version"),
        ({"kind": "conda", "conda": "- just\n- a list\n"}, "map with the key"),
        ({"kind": "base", "base": ""}, "Say which conda environment"),
        ({"variables": "A"}, "is not KEY=VALUE"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_as_it_was_typed(browse, contributor, change, says):
    answer = browse(contributor).post(LIST + "new/", PIP | change)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not EnvironmentVersion.objects.exists()


def test_a_name_is_given_once(browse, contributor, an_environment):
    an_environment("Mine")
    answer = browse(contributor).post(LIST + "new/", PIP)
    assert answer.status_code == 422 and "There is an environment called mine already" in answer.content.decode()


def test_an_edit_is_the_next_version_and_no_change_is_none(browse, contributor, an_environment):
    version = an_environment("torch", "torch==1")
    browser, form = browse(contributor), {"kind": "pip", "requirements": "torch==2\n", "python": "", "variables": ""}
    assert 'value="pip" required checked' in browser.get(page_of(version) + "edit/").content.decode()
    browser.post(page_of(version) + "edit/", form)
    browser.post(page_of(version) + "edit/", form)
    assert list(EnvironmentVersion.objects.values_list("number", flat=True)) == [2, 1]


def test_a_curated_one_is_cloned_and_never_edited(browse, owner, curated):
    version = curated["Trainshed-Scikit-learn"]
    browser = browse(owner)
    assert browser.get(page_of(version) + "edit/").status_code == 403
    assert browser.post(page_of(version) + "removal/").status_code == 403
    page = browser.get(LIST + "new/", {"like": version.pk}).content.decode()
    assert "Clone Trainshed-Scikit-learn v1" in page and "scikit-learn&gt;=1.5" in page and 'value="Scikit-learn-copy"' in page
    assert "Edit" not in browser.get(page_of(version)).content.decode().split("page-head")[1].split("</header>")[0]


def test_two_versions_are_compared(browse, reader, an_environment):
    an_environment("torch", "torch==1"), an_environment("torch", "torch==2")
    page = browse(reader).get(f"{LIST}{Environment.objects.get().pk}/difference/").content.decode()
    assert '<li class="diff-removed">-  - torch==1</li>' in page and '<li class="diff-added">+  - torch==2</li>' in page


def test_an_unused_one_is_deleted_and_a_used_one_stays(browse, contributor, an_environment, a_run):
    used, unused = an_environment("used", "a"), an_environment("unused", "b")
    a_run("Completed", environment=used)
    browser = browse(contributor)
    browser.post(page_of(used) + "removal/")
    browser.post(page_of(unused) + "removal/")
    assert list(Environment.objects.values_list("name", flat=True)) == ["used"]


def test_preparing_twice_makes_the_curated_ones_once(curated):
    from runs.environments.curated import prepare

    assert {version.pk for version in prepare()} == {version.pk for version in curated.values()}
    assert set(Environment.objects.values_list("workspace", flat=True)) == {None}


def test_a_contributor_is_offered_every_act(browse, contributor, an_environment, target):
    page = browse(contributor).get(page_of(an_environment())).content.decode()
    assert all(words in page for words in ("Delete…", "Clone", "Edit", "Build on local"))
