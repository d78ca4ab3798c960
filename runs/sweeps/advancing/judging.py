"""The sweep's policy, applied to what its trials reported."""

from runs import wake
from runs.models import Trial
from runs.sweeps.policies import Referee, recorded
from runs.sweeps.values import Decision, Definition

from .book import Book
from .fence import Fence


class Judge:
    """Keeps what the policy read; a trial that is tried again makes it read anew."""

    def __init__(self, book: Book, definition: Definition):
        self.book, self.definition = book, definition
        self.revision, self.referee = -1, Referee(definition.policy, definition.primary)

    def judge(self, fence: Fence) -> bool:
        """Whether it stopped a trial. Each interval is judged once, whatever is killed."""
        if self.definition.policy.kind == "none":
            return False
        if self.revision != self.book.revision:
            self.revision, self.referee = self.book.revision, Referee(self.definition.policy, self.definition.primary)
        due = [trial for trial in self.book.open if _due(trial)]
        if not due:
            return False
        seen = self.book.observations()
        found = [(trial, *self.referee.judge(self.book.observation(trial), trial.judged, seen)) for trial in due]
        with fence.write():
            stopped = [_keep(trial, upto, decision) for trial, upto, decision in found]
        for trial in due:
            self.book.put(trial)
        return any(stopped)


def _due(trial: Trial) -> bool:
    return trial.run is not None and trial.decision is None and trial.judged < min(trial.reports, len(trial.values))


def _keep(trial: Trial, upto: int, decision: Decision | None) -> bool:
    """Whether the trial is stopped by it."""
    stopped = decision is not None and _stop(trial, decision)
    kept = {"judged": upto, "decision": recorded(decision) if decision and stopped else None}
    # Not onto another attempt: somebody may have asked for one in this moment.
    if Trial.objects.filter(pk=trial.pk, run=trial.run).update(**kept):
        trial.judged, trial.decision = upto, kept["decision"]
    return stopped


def _stop(trial: Trial, decision: Decision) -> bool:
    """False when its script had ended already."""
    run = trial.run
    if run is None or not run.cancel(reason=decision.text):
        return False
    run.note("policy", decision.text, **{name: value for name, value in recorded(decision).items() if name != "text"})
    wake.target_on_commit(run.target_id)
    return True
