"""The run configurations that others wrote, as (name, path)."""

from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"
NOT_RUNCONFIGS = {"conda_dependencies.yml", "environment.yml", "config.json"}


def runconfigs() -> list[Path]:
    generated = [*SAMPLES.glob("sdk-generated/*/.azureml/*"), *SAMPLES.glob("folder-attach/myproject/.azureml/*")]
    return sorted([*SAMPLES.glob("runconfig/*/*"), *legacy(), *(path for path in generated if path.name not in NOT_RUNCONFIGS)])


def legacy() -> list[Path]:
    return sorted(SAMPLES.glob("runconfig-legacy-workbench/*/*.runconfig"))


def conda_files() -> list[Path]:
    found = [*SAMPLES.glob("conda_dependencies/*/*.yml"), *SAMPLES.rglob("*conda_dependencies.yml")]
    return sorted(set(found))


def read(path: Path) -> str:
    return path.read_bytes().decode()


def label(path: Path) -> str:
    return str(path.relative_to(SAMPLES))
