"""Every file that others published or the real SDK wrote: it loads to the same values, saves to the same bytes, and lints."""

import json
import time

import pytest

from runs.runconfig import Document, Known, lint
from runs.runconfig.conda import CondaFile

from . import samples

REFERENCES = samples.SAMPLES / "reference-parse"
# Microsoft's own template names a conda file that its repository lacks; the real loader raised FileNotFoundError.
LACKS_ITS_CONDA_FILE = "runconfig__MicrosoftDocs__pipelines-azureml__examples__template.runconfig.json"


def references():
    """(what the real SDK 1.11 made of a file, that file)"""
    by_name = {"__".join(path.relative_to(samples.SAMPLES).parts): path for path in samples.runconfigs()}
    found = [(path, by_name[path.name.removesuffix(".json")]) for path in sorted(REFERENCES.glob("runconfig__*.json"))]
    return [pytest.param(*pair, id=pair[0].stem) for pair in found if pair[0].name != LACKS_ITS_CONDA_FILE]


@pytest.mark.parametrize("path", samples.runconfigs(), ids=samples.label)
def test_a_file_saves_to_the_bytes_that_were_read(path):
    assert Document.read(samples.read(path)).text.encode() == path.read_bytes()


@pytest.mark.parametrize(("reference", "path"), references())
def test_a_file_loads_to_the_values_that_azureml_core_read(reference, path):
    expected = json.loads(reference.read_text())
    ours = Document.read(samples.read(path)).configuration.tree()
    if (expected.get("environment") or {}).get("python"):
        expected["environment"]["python"].pop("condaDependencies", None)  # it put the conda file's content there
    assert differences(expected, ours) == []


def differences(expected, ours, path=""):
    """What of the expected tree is otherwise in ours, which has the keys of later generations besides."""
    if isinstance(expected, dict) and isinstance(ours, dict) and (expected or not ours):
        return [line for key, value in expected.items() for line in differences(value, ours.get(key, "(missing)"), f"{path}.{key}")]
    return [] if expected == ours and type(expected) is type(ours) else [f"{path}: {expected!r} became {ours!r}"]


@pytest.mark.parametrize("version", ["v1.11.0", "v1.61.0"])
def test_the_defaults_are_those_of_azureml_core(version):
    expected = json.loads((samples.SAMPLES / "sdk-generated" / version / "default_runconfiguration_repr.json").read_text())
    expected["environment"]["python"].pop("condaDependencies")
    changed = {".script", ".environment.name", ".environment.docker.baseImage", ".autoClusterComputeSpecification"}
    found = differences(expected, Document.read("").configuration.tree())
    assert [line for line in found if version == "v1.11.0" or line.partition(":")[0] not in changed] == []


@pytest.mark.parametrize("path", samples.runconfigs(), ids=samples.label)
def test_a_file_is_linted(path):
    findings = lint(Document.read(samples.read(path)), Known(targets={"local": "local"}, files={"train.py"}))
    assert all(finding.message.endswith((".", "?")) for finding in findings)


@pytest.mark.parametrize("path", samples.runconfigs(), ids=samples.label)
def test_a_file_means_the_same_when_its_tree_is_written_anew(path):
    tree = Document.read(samples.read(path)).configuration.tree()
    assert Document.of(tree).configuration.tree() == tree


def test_a_usual_file_is_read_and_linted_in_50_ms():
    text = samples.read(samples.SAMPLES / "folder-attach" / "myproject" / ".azureml" / "local")
    lint(Document.read(text), Known())
    took = []
    for _ in range(5):
        start = time.thread_time()
        lint(Document.read(text), Known())
        took.append(time.thread_time() - start)
    assert min(took) < 0.05


@pytest.mark.parametrize("path", samples.conda_files(), ids=samples.label)
def test_a_conda_file_is_read_and_kept(path):
    conda = CondaFile.read(samples.read(path))
    assert conda.text.encode() == path.read_bytes()
    assert conda.python
    assert CondaFile.of(conda.tree).tree == conda.tree
