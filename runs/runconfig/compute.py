"""The sections that speak of the compute target, and of the processes there."""

from __future__ import annotations

from .casts import Flag, Fraction, Items, Mapped, Text, Texts, Whole
from .section import Section, said


class AmbientAuthentication(Section):
    method: Text = said(None, "aadtoken, runtoken or serviceprincipal.")
    app_id: Text = said(None, "Application id of the service principal.")
    secret: Text = said(None, "Its secret.")
    tenant: Text = said(None, "Its tenant.")
    delete_secret_after_run: Flag = said(None, "Forget the secret after the run.")


class History(Section):
    output_collection: Flag = said(True, "Collect logs, metrics and outputs.")
    snapshot_project: Flag = said(True, "Keep a snapshot of the code with the run.")
    directories_to_watch: Texts = said(["logs"], "Folders whose files are streamed while the run goes on.")
    ambient_authentication: AmbientAuthentication | None = said(None, "How scripts sign in to Azure.")


class Resources(Section):
    """Trainshed's own: what the run takes of its target, for as long as it holds a place there."""

    cpus: Fraction = said(None, "Processors that are kept for the run; 0.5 is half of one.")
    memory: Text = said(None, "Memory that is kept for the run, such as 512m or 8g.")
    gpus: Whole = said(None, "GPUs that are the run's alone. Empty: it sees what the machine shows; 0: none.")


class Spark(Section):
    configuration: Mapped = said({"spark.app.name": "Azure ML Experiment", "spark.yarn.maxAppAttempts": 1}, "Spark's own settings.")


class Hdi(Section):
    yarn_deploy_mode: Text = said("cluster", "cluster or client.")


class RunDocker(Section):
    use_docker: Flag = said(False, "Run inside a container.")
    shared_volumes: Flag = said(True, "False works around trouble with shared volumes.")
    arguments: Texts = said([], "Further arguments of docker run.")
    shm_size: Text = said("2g", "Size of the container's /dev/shm.")


class Tensorflow(Section):
    worker_count: Whole = said(1, "Worker tasks of a parameter server run.")
    parameter_server_count: Whole = said(1, "Parameter servers.")


class Mpi(Section):
    process_count_per_node: Whole = said(1, "Processes on each node.")
    node_count: Whole = said(1, "Nodes.")


class Pytorch(Section):
    communication_backend: Text = said("nccl", "nccl or gloo.")
    process_count: Whole = said(None, "Processes in all, over all nodes.")
    node_count: Whole = said(1, "Nodes.")


class ParallelTask(Section):
    max_retries_per_worker: Whole = said(0, "How often a worker is started again.")
    worker_count_per_node: Whole = said(1, "Workers on each node.")
    terminal_exit_codes: Items = said(None, "Exit codes after which a worker is not started again.")


class AmlCompute(Section):
    vm_size: Text = said(None, "Machine size of the cluster that the run creates.")
    vm_priority: Text = said(None, "dedicated or lowpriority.")
    retain_cluster: Flag = said(False, "Keep the cluster after the run.")
    name: Text = said(None, "Name of the cluster; the run's id if it is left out.")
    cluster_max_node_count: Whole = said(None, "Most nodes of the cluster.")


class BatchAi(Section):
    node_count: Whole = said(None, "Nodes; old files only.")


class ContainerInstance(Section):
    region: Text = said(None, "Azure region.")
    cpu_cores: Fraction = said(2.0, "Processors.")
    memory_gb: Fraction = said(3.5, "Memory in GB.")


class Kubernetes(Section):
    instance_type: Text = said(None, "Instance type.")
