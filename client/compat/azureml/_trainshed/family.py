"""Child runs: they live inside the script that makes them, and have metrics, tags, files and an end of their own."""

import re

from azureml.exceptions import UserErrorException

from . import ways
from .lines import tell, told
from .sweep import of_trial

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,255}$")
FINAL = ("Completed", "Failed", "Canceled")
MOST = 100  # children in one call
NUMBER_TAG = "azureml.batch_child_number"


class Family:
    """Of a run that knows the `_child` it is (None: the run itself)."""

    def child_run(self, name=None, run_id=None, outputs=None):
        """A new child run, running from now until its complete(), fail() or cancel(), or until this run ends."""
        return self._bear(run_id, name, {})

    def create_children(self, count=None, tag_key=None, tag_values=None):
        """As many children at once: `count` of them, or one for each value of a tag."""
        if (count is None) == (tag_key is None or tag_values is None):
            raise UserErrorException("create_children takes a count, or a tag_key with its tag_values.")
        key, values = (NUMBER_TAG, range(count)) if count is not None else (tag_key, list(tag_values))
        if len(values) > MOST:
            raise UserErrorException(f"create_children makes at most {MOST} children in one call, not {len(values)}.")
        return [self._bear(None, None, {key: str(value)}) for value in values]

    def get_children(self, recursive=False, tags=None, properties=None, type=None, status=None, _rehydrate_runs=True):
        """The children, newest first; `recursive`: theirs too."""
        found = [self._member(each["id"]) for each in reversed(list(children())) if recursive or each.get("parent") == self._child]
        if recursive and self._child:
            found = [run for run in found if self.id in run._ancestors()]
        wanted = [run for run in found if _has(run.get_tags, tags) and _has(run.get_properties, properties)]
        return iter([run for run in wanted if (status is None or run.status == status) and (type is None or run.type == type)])

    def submit_child(self, config, tags=None, **kwargs):
        ways.refuse("A run of this studio cannot submit another one", ways.SUBMIT)

    @property
    def parent(self):
        """Of a child, the run that it belongs to; of a trial's own run its sweep, and of any other script's None."""
        if not self._child:
            return of_trial()
        above = (self._begun() or {}).get("parent")
        return self._member(above) if above else self._member(None)

    def _bear(self, run_id, name, tags):
        if run_id is None:
            from uuid import uuid4

            run_id = str(uuid4())
        if not ID.match(run_id) or child(run_id):
            raise UserErrorException(f"{run_id!r} cannot be the id of a new child run: give letters, digits, '_' and '-', and each once.")
        tell("c", {"id": run_id, "name": name or "", "state": "Running", "parent": self._child, "tags": tags})
        return self._member(run_id)

    def _begun(self):
        return child(self._child)

    def _ancestors(self):
        above, found = (self._begun() or {}).get("parent"), []
        while above and above not in found:
            found.append(above)
            above = (child(above) or {}).get("parent")
        return found


def children():
    """What is told of each child, in the order in which they began; later lines change what earlier ones said."""
    found = {}
    for fact in told("c", everybody=True):
        found.setdefault(fact["c"]["id"], {}).update(fact["c"])
    return found.values()


def child(run_id):
    return next((each for each in children() if each["id"] == run_id), None)


def _has(labels, wanted):
    """`wanted`: None, a key, keys, or keys with their values."""
    if not wanted:
        return True
    found = labels()
    if isinstance(wanted, dict):
        return all(key in found and found[key] == (None if value is None else str(value)) for key, value in wanted.items())
    return all(key in found for key in ([wanted] if isinstance(wanted, str) else wanted))
