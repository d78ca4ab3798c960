"""Whatever people do, however trials end, and wherever whoever advances the sweep is killed: never twice, never lost."""

from contextlib import contextmanager, suppress
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runs import submission
from runs.models import Run, State, Sweep
from runs.sweeps import acting, advancing
from runs.sweeps.sampling import points
from runs.sweeps.values import Policy
from tests.runs.sweeps.player import Player, defined, end, submitted

SEED = 7
ROUND = st.tuples(st.just("round"))
ACTS = st.one_of(
    ROUND,
    ROUND,
    st.tuples(st.just("killed"), st.integers(1, 60)),
    st.tuples(st.just("report"), st.integers(0, 9), st.floats(-1, 1)),
    st.tuples(st.just("end"), st.integers(0, 9), st.sampled_from([State.COMPLETED, State.COMPLETED, State.FAILED])),
    st.tuples(st.sampled_from(["pause", "resume", "stop", "retry", "extend"])),
    st.tuples(st.just("concurrency"), st.integers(1, 5)),
    st.tuples(st.just("lost"), st.integers(0, 9)),
)


class Killed(BaseException):
    """The worker is gone: nothing catches it."""


@contextmanager
def killed_at(query: int):
    """Whoever works here is killed when it comes to its query of this number; what it had not committed is rolled back."""
    left = [query]

    def count(execute, *arguments):
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return execute(*arguments)

    with suppress(Killed), connection.execute_wrapper(count):
        yield


class World:
    def __init__(self, member, player: Player):
        self.member, self.player = member, player

    def do(self, act: str, *values) -> None:
        with suppress(ValidationError):
            getattr(self, act)(*values)

    def round(self) -> None:
        self.player.step()

    def killed(self, query: int) -> None:
        with killed_at(query):
            advancing.advance(self.player.run.pk, seconds=0)
        # Nobody gave the lease back: it runs out.
        Sweep.objects.filter(pk=self.player.run.pk).update(lease_until=timezone.now())

    def report(self, index: int, value: float) -> None:
        if run := self._going(index):
            self.player.report(self._trial(run).index, value)

    def end(self, index: int, state: str) -> None:
        if run := self._going(index):
            end(run, state)

    def lost(self, index: int) -> None:
        """With its machine; the target tries it again by itself."""
        from runs.supervisor import of_sweeps

        if (run := self._going(index)) and run.state != State.CANCEL_REQUESTED:
            end(run, State.FAILED)
            of_sweeps.submit_again(run)

    def pause(self) -> None:
        acting.pause(self.player.run, self.member.user)

    def resume(self) -> None:
        acting.resume(self.player.run, self.member.user)

    def stop(self) -> None:
        submission.cancel(self.member, self.player.run)

    def retry(self) -> None:
        acting.retry(self.player.run, self.member.user, "both")

    def extend(self) -> None:
        acting.extend(self.player.run, self.member.user, trials=2)

    def concurrency(self, n: int) -> None:
        acting.set_concurrency(self.player.run, n, self.member.user)

    def _going(self, index: int) -> Run | None:
        going = self.player.going
        return going[index % len(going)] if going else None

    def _trial(self, run: Run):
        return self.player.sweep.trials.get(run=run)

    def check(self) -> None:
        """What holds at every moment."""
        sweep = self.player.sweep
        trials, runs = self.player.trials, list(Run.objects.filter(parent=self.player.run))
        expected = points(self.definition, sweep.max_total, SEED)
        assert [trial.index for trial in trials] == list(range(len(trials))) and len(trials) <= sweep.max_total
        assert all(trial.parameters == expected[trial.index] for trial in trials)
        # One run for each attempt that was begun, and none that no trial knows of.
        tried = {(run.submission, run.parameters["--lr"]) for run in runs}
        known = {(f"{sweep.run.key}:{t.index}:{n}", t.parameters["--lr"]) for t in trials for n in range(1, t.attempt + 1)}
        assert len(tried) == len(runs) and tried <= known
        for trial in trials:
            begun = sum(run.submission.split(":")[1] == str(trial.index) for run in runs)
            assert begun == trial.attempt if trial.run else begun in (trial.attempt - 1, trial.attempt)
            assert sum(not run.final for run in runs if run.submission.split(":")[1] == str(trial.index)) <= 1
        if sweep.run.final:
            assert all(run.final for run in runs)
        assert sweep.run.events.filter(kind="submitted").count() == 1


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=5, max_size=25), policy=st.sampled_from([Policy(), Policy("bandit", slack_amount=0.5)]))
def test_never_twice_and_never_lost(acts, policy, contributor, a_configuration, a_snapshot):
    definition = defined(5, max_concurrent_runs=2, policy=policy)
    run = submitted(contributor, a_configuration(), a_snapshot(), definition, submission=uuid4().hex)
    world = World(contributor, Player(run))
    world.definition = definition
    for act in acts:
        world.do(*act)
        world.check()
    world.do("resume")
    world.player.play()
    world.check()
    if world.player.run.state == State.COMPLETED and not Sweep.objects.get(pk=run.pk).ending:
        assert len(world.player.trials) == world.player.sweep.max_total
