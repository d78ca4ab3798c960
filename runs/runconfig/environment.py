"""The `environment` section: what a run's Python, container and Spark bring along."""

from __future__ import annotations

from .casts import Anything, Flag, Items, Mapped, Text, Texts, Variables
from .section import Section, said

# Of azureml-core 1.11, August 2020.
BASE_IMAGE = "mcr.microsoft.com/azureml/intelmpi2018.3-ubuntu16.04:20200723.v1"


class Python(Section):
    user_managed_dependencies: Flag = said(
        False, "True: use an interpreter that is there and install nothing. False: build an environment."
    )
    interpreter_path: Text = said("python", "The interpreter of a user-managed environment.")
    conda_dependencies_file: Text = said(None, "Path of a conda environment file, relative to the project's folder.")
    conda_dependencies: Anything = said(None, "A conda environment file written out here instead.")
    base_conda_environment: Text = said(None, "An existing conda environment on the target to copy, before anything is installed.")
    # The studio's own, unknown to Azure ML.
    base_interpreter: Text = said(None, "Path of the Python on the target that a built environment is made from (Trainshed only).")
    install_azureml: Flag = said(
        False, "Install azureml-* packages for real instead of the studio's module (Trainshed only).", alias="installAzureML"
    )
    pip_files: Mapped = said(None, "Requirements and constraints files by name, filled in by the studio (Trainshed only).")


class RegistryIdentity(Section):
    resource_id: Text = said(None, "Resource id of the managed identity that may pull the image.")
    client_id: Text = said(None, "Client id of that identity.")


class Registry(Section):
    address: Text = said(None, "Host name of the registry that holds the base image.")
    username: Text = said(None, "User name at the registry.")
    password: Text = said(None, "Password at the registry; better kept out of files.")
    registry_identity: RegistryIdentity | None = said(None, "Pull with a managed identity.")


class Platform(Section):
    os: Text = said("Linux", "Operating system of the image.")
    architecture: Text = said("amd64", "Processor architecture of the image.")


class BuildContext(Section):
    location_type: Text = said(None, "git or storageaccount.")
    location: Text = said(None, "Where the folder with the Dockerfile lies.")
    dockerfile_path: Text = said(None, "Path of the Dockerfile in that folder.")


class Preparation(Section):
    command_line: Text = said(None, "A command run before the image is used.")


class Docker(Section):
    enabled: Flag = said(False, "Run inside a container.")
    base_image: Text = said(BASE_IMAGE, "The image to run in; excludes baseDockerfile.")
    base_dockerfile: Text = said(None, "The text of a Dockerfile to build the image from; excludes baseImage.")
    build_context: BuildContext | None = said(None, "A folder to build the image from.")
    shared_volumes: Flag = said(True, "False works around trouble with shared volumes.")
    # "2g" where the whole section is left out: so it was in the real loader.
    shm_size: Text = said(None, "Size of the container's /dev/shm, such as 2g.")
    arguments: Texts = said([], "Further arguments of docker run.")
    gpu_support: Flag = said(None, "Deprecated: GPUs are found without it.")
    preparation: Preparation | None = said(None, "A command run before the image is used; old files only.")
    base_image_registry: Registry | None = said(Registry, "The registry that holds the base image.")
    platform: Platform | None = said(Platform, "What the image is built for.")


class SparkPackage(Section):
    group: Text = said(None, "Maven group.")
    artifact: Text = said(None, "Maven artifact.")
    version: Text = said(None, "Maven version.")


class SparkEnvironment(Section):
    repositories: Texts = said([], "Maven repositories.")
    packages: list[SparkPackage | None] | None = said([], "Maven packages given to Spark.")
    precache_packages: Flag = said(True, "Fetch the packages while the image is built.")


class Databricks(Section):
    maven_libraries: Items = said([], "Maven libraries of a Databricks step.")
    pypi_libraries: Items = said([], "PyPI libraries of a Databricks step.")
    rcran_libraries: Items = said([], "CRAN libraries of a Databricks step.")
    jar_libraries: Items = said([], "Jar files of a Databricks step.")
    egg_libraries: Items = said([], "Egg files of a Databricks step.")


class R(Section):
    r_version: Text = said(None, "Version of R.")
    user_managed: Flag = said(False, "Use the R that is there.")
    rscript_path: Text = said(None, "Path of Rscript.")
    snapshot_date: Text = said(None, "Date of the MRAN snapshot.")
    cran_packages: Items = said([], "Packages from CRAN.")
    github_packages: Items = said([], "Packages from GitHub.")
    custom_url_packages: Items = said([], "Packages from other addresses.")
    bio_conductor_packages: Items = said([], "Packages from Bioconductor.")


class Environment(Section):
    name: Text = said(None, "Name of the environment. With nothing but a name and a version this refers to a registered one.")
    version: Text = said(None, "Version of the registered environment; the newest if it is left out.")
    asset_id: Text = said(None, "Azure's own id of the environment.")
    environment_variables: Variables = said({}, "Environment variables of the run.")
    python: Python | None = said(Python, "Interpreter and packages.")
    docker: Docker | None = said(lambda: Docker(shm_size="2g"), "The container.")
    spark: SparkEnvironment | None = said(SparkEnvironment, "Packages for Spark.")
    databricks: Databricks | None = said(Databricks, "Libraries of a Databricks step.")
    r: R | None = said(None, "R and its packages.")
    inferencing_stack_version: Text = said(None, "Version of the web service stack in deployment images.")


def default_environment() -> Environment:
    """That of a run configuration which says nothing of one."""
    return Environment(environment_variables={"EXAMPLE_ENV_VAR": "EXAMPLE_VALUE"})
