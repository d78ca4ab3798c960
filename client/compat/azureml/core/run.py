"""`Run`, as a script inside a run sees it."""

from azureml._trainshed import metrics, ways
from azureml._trainshed.facts import facts, inside, run_id
from azureml._trainshed.family import FINAL, Family, child
from azureml._trainshed.filing import Filing
from azureml._trainshed.labelling import Labelling
from azureml._trainshed.lines import tell, told
from azureml._trainshed.offline import _OfflineRun
from azureml._trainshed.recording import Recording
from azureml.exceptions import ActivityFailedException, RunEnvironmentException, UserErrorException

__all__ = ["Run", "_OfflineRun", "_SubmittedRun", "get_run"]
POLL_SECONDS = 1.0


class Run(Recording, Labelling, Filing, Family):
    """The run that this script is in, or one of its children. `_child` is the child's id, None for the run itself."""

    def __init__(self, experiment=None, run_id=None, outputs=None, **kwargs):
        self._child = None if run_id in (None, self._own_id()) else run_id
        if self._child and child(run_id) is None:
            ways.refuse(f"The run {run_id} is not this one or one of its children, so it cannot be read from here", ways.STUDIO)

    @classmethod
    def get_context(cls, allow_offline=True, used_for_context_manager=False, **kwargs):
        """The run of this script; a stand-in that only prints where it is in none."""
        if inside():
            return cls()
        if not allow_offline:
            raise RunEnvironmentException(
                "This script is in no run of a studio (TRAINSHED_RUN is not set): submit it, or allow_offline=True for a run that only prints."
            )
        return _OfflineRun()

    @classmethod
    def get_submitted_run(cls, **kwargs):
        return cls.get_context(**kwargs)

    @staticmethod
    def get(workspace, run_id, **kwargs):
        return Run(None, run_id)

    @staticmethod
    def list(experiment, type=None, tags=None, properties=None, status=None, include_children=False, **kwargs):
        ways.refuse("The runs of an experiment cannot be listed inside a run", ways.STUDIO)

    # -- who it is -----------------------------------------------------------------------------------------------------

    @staticmethod
    def _own_id():
        return run_id()

    @staticmethod
    def _member(child_id):
        return Run(None, child_id)

    @property
    def id(self):
        return self._child or self._own_id()

    run_id = _run_id = id

    @property
    def number(self):
        return None if self._child else facts().get("number")

    @property
    def type(self):
        return None if self._child else "azureml.scriptrun"

    @property
    def experiment(self):
        from azureml.core.experiment import Experiment

        return Experiment(None, facts().get("experiment", ""))

    @property
    def input_datasets(self):
        from azureml._trainshed.inputs import Inputs

        return Inputs(facts().get("inputs") or {})

    @property
    def output_datasets(self):
        from azureml._trainshed.inputs import Inputs

        return Inputs(facts().get("outputs") or {})

    def get_environment(self):
        from azureml.core.environment import Environment

        return Environment(**(facts().get("environment") or {"name": "user-managed"}))

    def get_secret(self, name):
        from azureml.core.keyvault import Keyvault

        return Keyvault().get_secret(name)

    def get_secrets(self, secrets):
        from azureml.core.keyvault import Keyvault

        return Keyvault().get_secrets(secrets)

    def get_portal_url(self):
        return facts().get("studio") or ""

    # -- where it is ---------------------------------------------------------------------------------------------------

    @property
    def status(self):
        return (self._begun() or {}).get("state", "Running") if self._child else "Running"

    def get_status(self):
        return self.status

    def get_details(self):
        found = {"runId": self.id, "target": facts().get("target", ""), "status": self.status, "properties": self.properties}
        definition = {"script": facts().get("script", ""), "arguments": facts().get("arguments", [])}
        return dict(found, tags=self.tags, inputDatasets=[], outputDatasets=[], runDefinition=definition, logFiles={}, warnings=[])

    def get_details_with_logs(self):
        return self.get_details()

    def to_dict(self):
        return dict(self.get_details(), name=self.name, description=self.description, number=self.number)

    def get_metrics(self, name=None, recursive=False, run_type=None, populate=False):
        """What was logged so far; `recursive`: of this run and all of its children, by their ids."""
        own = metrics.of(self._child, name)
        if not recursive:
            return own
        return dict({self.id: own}, **{run.id: metrics.of(run._child, name) for run in self.get_children(recursive=True)})

    # -- its end -------------------------------------------------------------------------------------------------------

    def start(self):
        if self._child:
            self._become("Running")

    def complete(self, _set_status=True):
        """Ends a child. The script's own run ends with the script, whose exit code says how."""
        if self._child:
            self._become("Completed")

    def fail(self, error_details=None, error_code=None, _set_status=True):
        """Ends a child as Failed. The script goes on; its own run ends as Failed with this message, whatever its exit code."""
        tell("e", {"level": "error", "message": _message(error_details), "code": str(error_code or "")}, self._child)
        if self._child:
            self._become("Failed")

    def cancel(self):
        if not self._child:
            ways.refuse("A script cannot cancel its own run", "end it with sys.exit(1), or cancel it on its page in the studio")
        self._become("Canceled")

    def wait_for_completion(self, show_output=False, wait_post_processing=False, raise_on_error=True):
        if not self._child:
            ways.refuse("A script that waits for its own run would wait for ever", "leave the call out, the run ends with the script")
        from time import sleep

        while self.status not in FINAL:
            sleep(POLL_SECONDS)
        if self.status == "Failed" and raise_on_error:
            said = [fact["e"]["message"] for fact in told("e", self._child)]
            raise ActivityFailedException("The child run {} failed: {}".format(self.id, said[-1] if said else "it said no more"))
        return self.get_details()

    def take_snapshot(self, path):
        ways.refuse("A run's snapshot is taken when it is submitted", "keep a folder with run.upload_folder(name, path)")

    def restore_snapshot(self, snapshot_id=None, path=None):
        ways.refuse("A snapshot cannot be fetched from inside a run", "its files lie in the working folder; the run's page offers them too")

    def get_snapshot_id(self):
        return facts().get("snapshot", "")

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is None:
            if self.status not in FINAL:
                self.complete()
        elif not isinstance(error, SystemExit) or error.code not in (None, 0):
            self.fail(error)

    def __repr__(self):
        return "Run(Experiment: {}, Id: {}, Status: {})".format(facts().get("experiment", ""), self.id, self.status)

    def __eq__(self, other):
        return isinstance(other, Run) and other.id == self.id

    def __hash__(self):
        return hash(self.id)

    def _become(self, state):
        if self.status in FINAL and state == "Running":
            raise UserErrorException(f"The child run {self.id} is over ({self.status}) and cannot start again.")
        tell("c", {"id": self._child, "state": state})


_SubmittedRun = Run


def get_run(experiment, run_id, rehydrate=True, clean_up=True):
    return Run(experiment, run_id)


def _message(details):
    if isinstance(details, BaseException):
        return f"{type(details).__name__}: {details}"
    return str(details or "The script called run.fail()")
