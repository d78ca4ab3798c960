"""The agent's form: what uv builds, what needs conda, what is left out and said, and where packages come from."""

import pytest
from django.core.exceptions import ValidationError

from runs.environments.definition import definition, key
from runs.environments.form import form
from runs.models import Environment, EnvironmentVersion, PackageIndexes

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(workspace):
    """`asked({"condaDependencies": …})`: the form of an environment with that `python` section."""

    def of(python: dict, **others) -> dict:
        frozen = definition({"python": python, **others}, {}, {}.get)
        return form(EnvironmentVersion(environment=Environment(name="x"), number=1, definition=frozen, key=key(frozen)), workspace)

    return of


def conda(*specs, pip=(), **others) -> dict:
    return {"condaDependencies": {"dependencies": [*specs, *([{"pip": list(pip)}] if pip else [])], **others}}


def test_an_interpreter_is_used_as_it_is(asked):
    assert asked({"userManagedDependencies": True, "interpreterPath": "/opt/python"}) == {"kind": "interpreter", "python": "/opt/python"}
    assert asked({"userManagedDependencies": True, "interpreterPath": "python"}) == {"kind": "interpreter", "python": None}
    assert asked({"baseCondaEnvironment": "ml"}) == {"kind": "interpreter", "python": None, "base": "ml"}


@pytest.mark.parametrize(
    ("spec", "version"),
    [
        ("python=3.8", "3.8"),
        ("python==3.8.5", "3.8.5"),
        ("python 3.8.*", "3.8"),
        ("python=3.8.5=h123_0", "3.8.5"),
        ("python>=3.8,<3.11", ">=3.8,<3.11"),
        ("conda-forge::python=3.9", "3.9"),
        ("python", None),
        ("python=3.6.2", "3.6.2"),
    ],
)
def test_python_and_pip_alone_are_for_uv(asked, spec, version):
    wanted = asked(conda(spec, "pip=20.1", pip=["numpy"]))
    assert (wanted["kind"], wanted["python"], wanted["requirements"]) == ("pip", version, "numpy\n")


def test_other_packages_are_for_conda_with_the_file_s_channels(asked):
    wanted = asked(conda("python=3.8", "samtools", pip=["numpy"], channels=["bioconda", "defaults"]))
    assert wanted["kind"] == "conda" and wanted["specs"] == ["python=3.8", "samtools"] and wanted["pip"] == "numpy\n"
    assert wanted["channels"] == ["bioconda", "https://repo.anaconda.com/pkgs/main", "https://repo.anaconda.com/pkgs/r"]
    assert asked(conda("python", "samtools"))["channels"] == ["conda-forge"]


def test_azure_ml_s_packages_are_left_out_and_said(asked):
    wanted = asked(conda("python=3.8", "azureml-sdk", pip=["azureml-defaults~=1.11.0", "azureml-core[notebooks]", "numpy"]))
    assert (wanted["kind"], wanted["requirements"]) == ("pip", "numpy\n")
    assert wanted["notes"] == [
        f"{name} is not installed: the run gets Trainshed's own azureml module."
        for name in ("azureml-sdk", "azureml-defaults", "azureml-core")
    ]


def test_azure_ml_s_packages_are_installed_where_the_environment_says_so(asked):
    wanted = asked(conda("python=3.8", pip=["azureml-core==1.61.0"]) | {"installAzureML": True})
    assert wanted["requirements"] == "azureml-core==1.61.0\n" and wanted["notes"] == []


def test_options_stay_and_lines_of_the_run_s_own_code_are_apart(asked):
    lines = ["--index-url https://index/simple", "--pre", "-e .", "./wheels/x.whl", "lib/pkg", "numpy", "/opt/y.whl", "x @ https://h/x.whl"]
    wanted = asked(conda("python", pip=lines))
    assert wanted["local"] == ["-e .", "./wheels/x.whl", "lib/pkg"]
    assert wanted["requirements"].splitlines() == [
        "--index-url https://index/simple",
        "--pre",
        "numpy",
        "/opt/y.whl",
        "x @ https://h/x.whl",
    ]


def test_an_editable_checkout_is_installed_as_a_package_and_said(asked):
    wanted = asked(conda("python", pip=["-e git+https://host/repo#egg=tool", "--prefer-binary"]))
    assert wanted["requirements"] == "git+https://host/repo#egg=tool\n" and len(wanted["notes"]) == 2


def test_a_folder_of_wheels_among_the_code_is_refused(asked):
    with pytest.raises(ValidationError, match="full path on the target"):
        asked(conda("python", pip=["--find-links wheels"]))


def test_a_workspace_says_where_packages_come_from(asked, workspace):
    before = asked(conda("python=3.6.2", "samtools"))["key"]
    PackageIndexes.objects.create(
        workspace=workspace,
        index_url="https://index/simple",
        extra_index_urls=["https://more/simple"],
        find_links="/wheels",
        offline=True,
        conda_channels=["file:///channel"],
        later_python=True,
    )
    wanted = asked(conda("python=3.6.2", "samtools"))
    told = {
        name: value
        for name, value in wanted["variables"].items()
        if value in ("https://index/simple", "https://more/simple", "/wheels", "1")
    }
    assert told == {
        "UV_DEFAULT_INDEX": "https://index/simple",
        "UV_INDEX": "https://more/simple",
        "UV_FIND_LINKS": "/wheels",
        "UV_OFFLINE": "1",
    }
    assert wanted["channels"] == ["file:///channel"] and wanted["key"] != before
    assert asked(conda("python=3.6.2"))["python"] == ">=3.6.2" and asked(conda("python<3.9"))["python"] == "<3.9"
