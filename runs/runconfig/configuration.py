from __future__ import annotations

from .casts import Command, Flag, Items, Mapped, Text, Variables, Whole
from .compute import (
    AmlCompute,
    BatchAi,
    ContainerInstance,
    Hdi,
    History,
    Kubernetes,
    Mpi,
    ParallelTask,
    Pytorch,
    Resources,
    RunDocker,
    Spark,
    Tensorflow,
)
from .data import DataInput, DataOutput, DataReference
from .environment import Environment, default_environment
from .section import Section, said


class RunConfiguration(Section):
    """How to run a script: every section and field that Azure ML v1 wrote from its first public SDK to its last."""

    script: Text = said("train.py", "The script to run, relative to the project's folder.")
    command: Command = said("", "A command line to run instead of script and arguments.")
    use_absolute_path: Flag = said(False, "Written by Azure's service alone.")
    arguments: Items = said([], "The script's arguments, one list item each.")
    target: Text = said("local", "Name of the compute target.")
    framework: Text = said("Python", "Python; Azure ML also had PySpark, CNTK, TensorFlow and PyTorch.")
    communicator: Text = said(
        "None", "How the processes of a distributed run find each other: None, OpenMpi, ParameterServer, Nccl, Gloo..."
    )
    auto_prepare_environment: Flag = said(None, "Old files only.")
    prepare_environment: Flag = said(None, "Old files only.")
    max_run_duration_seconds: Whole = said(None, "The run is canceled after this many seconds.")
    node_count: Whole = said(1, "Nodes of a cluster to use.")
    priority: Whole = said(None, "Runs with a higher priority leave the queue first.")
    resources: Resources | None = said(None, "What the run takes of its target. Trainshed's own: Azure ML has no such section.")
    environment: Environment | Text = said(
        default_environment, "The environment: written out, by name, or the path of a file that holds it."
    )
    history: History | None = said(History, "What is kept of a run.")
    spark: Spark | None = said(Spark, "Spark's settings.")
    hdi: Hdi | None = said(Hdi, "HDInsight.")
    docker: RunDocker | None = said(RunDocker, "The container, for this run.")
    tensorflow: Tensorflow | None = said(Tensorflow, "Distributed TensorFlow.")
    mpi: Mpi | None = said(Mpi, "MPI.")
    pytorch: Pytorch | None = said(Pytorch, "Distributed PyTorch.")
    paralleltask: ParallelTask | None = said(ParallelTask, "Parallel tasks.")
    data_references: dict[str, DataReference | None] | None = said({}, "Paths on datastores, by name.")
    data: dict[str, DataInput | None] | None = said({}, "Datasets and paths that the script reads, by name.")
    datacaches: Items = said([], "Data caches.")
    output_data: dict[str, DataOutput | None] | None = said({}, "What the script writes, by name.")
    source_directory_data_store: Text = said(None, "Datastore behind the project's folder.")
    amlcompute: AmlCompute | None = said(AmlCompute, "A cluster created for the run.")
    batch_ai: BatchAi | None = said(None, "Batch AI; old files only.")
    container_instance: ContainerInstance | None = said(None, "Azure container instance.")
    cmk8s_compute: Mapped = said(None, "Kubernetes, as the service wrote it.", alias="cmk8sCompute")
    kubernetescompute: Kubernetes | None = said(Kubernetes, "Kubernetes.")
    auto_cluster_compute_specification: Mapped = said(None, "A cluster that Azure chose by itself.")
    exposed_ports: Items = said(None, "Ports of the container; Azure never used it.")
    job_name: Text = said(None, "Display name of the run.")
    credential_passthrough: Flag = said(False, "Run as the person who submits.")
    environment_variables: Variables = said({}, "Environment variables of the run; they win over the environment's own.")
    application_endpoints: Mapped = said({}, "Services of the run, such as a notebook server.")
