from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from ..exceptions import UserErrorException
from .environment import Environment
from .runconfig import DockerConfiguration, MpiConfiguration, PyTorchConfiguration, RunConfiguration, TensorflowConfiguration

THIRTY_DAYS = 2_592_000


class ScriptRunConfig:
    """A folder, a script in it, and how to run it: what `Experiment.submit` takes."""

    def __init__(
        self,
        source_directory: str | None = None,
        script: str | None = None,
        arguments: list | None = None,
        run_config: RunConfiguration | None = None,
        _telemetry_values: Any = None,
        compute_target: Any = None,
        environment: Environment | None = None,
        distributed_job_config: Any = None,
        resume_from: Any = None,
        max_run_duration_seconds: int | None = THIRTY_DAYS,
        command: str | list[str] | None = None,
        docker_runtime_config: DockerConfiguration | None = None,
    ):
        if run_config is not None and not isinstance(run_config, RunConfiguration):
            raise UserErrorException(f"run_config takes a RunConfiguration, and got a {type(run_config).__name__}.")
        if resume_from is not None:
            raise UserErrorException("resume_from is not offered here: give the earlier run's outputs to the script as data.")
        self.source_directory = str(source_directory or ".")
        self.run_config = run_config or RunConfiguration()
        self.script = script or self.run_config.script
        self.arguments = self.run_config.arguments if arguments is None else arguments
        self.command = command
        self._apply(compute_target, environment, docker_runtime_config, max_run_duration_seconds)
        self._distribute(distributed_job_config)

    def _apply(self, target: Any, environment: Environment | None, docker: DockerConfiguration | None, seconds: int | None) -> None:
        if target is not None:
            self.run_config.target = target
        if environment is not None:
            self.run_config.environment = environment
        if docker is not None:
            self.run_config.docker = docker
        if seconds not in (None, THIRTY_DAYS):
            self.run_config.max_run_duration_seconds = seconds

    def _distribute(self, how: Any) -> None:
        """How many processes, and how they find each other."""
        if isinstance(how, MpiConfiguration):
            self.run_config.mpi, self.run_config.communicator = how, "OpenMpi"
        elif isinstance(how, PyTorchConfiguration):
            self.run_config.pytorch, self.run_config.framework, self.run_config.communicator = how, "PyTorch", "Nccl"
        elif isinstance(how, TensorflowConfiguration):
            self.run_config.tensorflow, self.run_config.framework = how, "TensorFlow"
            self.run_config.communicator = "ParameterServer"
        elif how is not None:
            raise UserErrorException(
                f"distributed_job_config takes an Mpi-, PyTorch- or TensorflowConfiguration, not a {type(how).__name__}."
            )
        if how is not None and "nodeCount" in how._tree:
            self.run_config.node_count = how.node_count

    def wanted(self) -> dict[str, Any]:
        """As POST /submissions takes it. Arguments go beside the configuration, so that a loop over them makes no versions of it."""
        config = copy.deepcopy(self.run_config)
        for argument in self.arguments:
            if hasattr(argument, "into"):  # data: the script gets its path
                argument.into(config)
        if self.command is not None:
            config.command = self.command
        elif not self.script and not config.command:
            raise UserErrorException("Say which script is run: ScriptRunConfig(source_directory=…, script='train.py').")
        if self.script:
            config.script = self.script
        name = self.run_config.name or (Path(self.script).stem if self.script else "command")
        return {
            "configuration": name,
            "runconfig": config.text,
            "script": self.script or None,
            "arguments": [str(argument) for argument in self.arguments],
        }
