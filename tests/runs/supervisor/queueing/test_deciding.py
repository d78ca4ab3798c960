"""Who may start: rules that hold for any line, any target, in any order of arrival."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from runs.supervisor.queueing.deciding import decide
from runs.supervisor.queueing.values import Asker, Holder, Room, Start, Why

GB = 2**30
USERS = st.sampled_from([None, 1, 2, 3])


@st.composite
def askers(draw, first=100, most=12):
    count = draw(st.integers(0, most))
    return [
        Asker(
            first + number,
            draw(USERS),
            draw(st.sampled_from([0, 0, 0, 5, -5])),
            cpus=draw(st.sampled_from([0, 0, 0.1, 0.5, 1, 3, 8])),
            memory=draw(st.sampled_from([0, 0, GB, 6 * GB])),
            gpus=draw(st.sampled_from([0, 0, 1, 2, 4])),
        )
        for number in range(count)
    ]


@st.composite
def rooms(draw):
    """A target with runs on it that were once given what they hold."""
    gpus = tuple(range(draw(st.integers(0, 4))))
    empty = Room(
        slots=draw(st.integers(1, 6)),
        cpus=draw(st.sampled_from([None, 1, 4, 8])),
        memory=draw(st.sampled_from([None, 4 * GB, 8 * GB])),
        gpus=draw(st.sampled_from([None, gpus, gpus])),
        user_runs=draw(st.sampled_from([None, None, 1, 2])),
        user_gpus=draw(st.sampled_from([None, None, 1, 2])),
    )
    held = [Holder(start.asked, start.gpus) for start in decide(draw(askers(first=1, most=6)), empty).starts]
    busy = draw(st.frozensets(st.sampled_from(gpus))) if gpus else frozenset()
    return replace(empty, holders=tuple(held), busy=busy)


def after(room: Room, starts: list[Start]) -> Room:
    return replace(room, holders=(*room.holders, *(Holder(start.asked, start.gpus) for start in starts)))


@given(askers(), rooms())
def test_never_more_is_given_than_there_is(line, room):
    starts = decide(line, room).starts
    full = after(room, starts)
    assert len(full.holders) <= room.slots
    assert all(full.free[kind] >= 0 for start in starts for kind in start.asked.amounts)
    given_gpus = [index for holder in full.holders for index in holder.gpus]
    assert len(given_gpus) == len(set(given_gpus))
    assert all(len(start.gpus) == start.asked.gpus and not set(start.gpus) & room.busy for start in starts)
    assert set(given_gpus) <= set(room.gpus or ())


@given(askers(), rooms())
def test_no_user_ever_has_more_than_one_person_may(line, room):
    held = after(room, decide(line, room).starts).holders
    for user in (1, 2, 3):
        theirs = [holder for holder in held if holder.asked.user == user]
        assert room.user_runs is None or len(theirs) <= room.user_runs
        assert room.user_gpus is None or sum(holder.asked.gpus for holder in theirs) <= room.user_gpus


@given(askers(), rooms())
def test_whoever_is_passed_is_not_delayed(line, room):
    """Who waits for others could start at once after all these starts, if only what it lacks came free."""
    decision = decide(line, room)
    free = after(room, decision.starts).free
    for wait in decision.waits:
        if wait.why != Why.LACKS:
            continue
        lacking = wait.taken | wait.kept
        behind = [start.asked for start in decision.starts if start.asked.place > wait.asked.place]
        assert not any(set(other.amounts) & lacking for other in behind)
        if behind:
            assert all(free[kind] >= amount for kind, amount in wait.asked.amounts.items() if kind not in lacking)


@given(askers(), rooms())
def test_only_what_blocks_is_waited_for(line, room):
    """Whoever could start, alone with what is free, waits for somebody ahead that waits, and never for somebody behind."""
    decision = decide(line, room)
    for wait in decision.waits:
        ahead = [each.asked for each in decision.waits if each.why == Why.LACKS and each.asked.place < wait.asked.place]
        before = [start for start in decision.starts if start.asked.place < wait.asked.place]
        if wait.why == Why.LACKS and not ahead:
            free = after(room, before).free
            assert any(free[kind] < amount for kind, amount in wait.asked.amounts.items())


@given(askers(), rooms(), st.randoms())
def test_the_same_line_is_always_decided_alike(line, room, random):
    shuffled = list(line)
    random.shuffle(shuffled)
    assert decide(shuffled, room) == decide(line, room)


@given(askers(), rooms())
def test_every_run_is_told_something_once_and_in_line(line, room):
    decision = decide(line, room)
    told = [start.asked for start in decision.starts] + [wait.asked for wait in decision.waits]
    assert sorted(each.run for each in told) == sorted(each.run for each in line)
    places = [wait.asked.place for wait in decision.waits]
    assert places == sorted(places) and [wait.ahead for wait in decision.waits] == list(range(len(places)))


@given(askers(), rooms())
def test_everything_runs_in_the_end(line, room):
    """Whatever may ever start there does, once those before it are over: nobody starves, however many small ones pass."""
    waiting, possible = list(line), []
    empty = replace(room, holders=(), busy=frozenset())
    for asker in line:
        possible += [asker.run for start in decide([asker], empty).starts if start.asked == asker]
    room, ran = replace(room, busy=frozenset()), set()
    for _ in range(len(line) + len(room.holders) + 1):
        starts = decide(waiting, room).starts
        ran |= {start.asked.run for start in starts}
        waiting = [asker for asker in waiting if asker.run not in ran]
        room = after(room, starts)
        room = replace(room, holders=room.holders[1:])  # the one that runs longest ends
    assert ran == set(possible)


def asker(run: int, **asked) -> Asker:
    return Asker(run, **asked)


def started(line, room) -> list[int]:
    return [start.asked.run for start in decide(line, room).starts]


def test_first_come_first_served_within_priority():
    assert started([asker(3), asker(2, priority=-1), asker(1), asker(4, priority=7)], Room(slots=3)) == [4, 1, 3]


def test_a_small_run_passes_one_that_lacks_only_what_it_does_not_ask_for():
    room = Room(slots=3, cpus=8, gpus=(0, 1), holders=(Holder(asker(1, gpus=1), (0,)),))
    big = asker(2, gpus=2, cpus=4)
    assert started([big, asker(3), asker(4)], room) == [3], "one slot stays for the big one"
    assert started([big, asker(3, gpus=1)], room) == [], "the free GPU is kept for it"
    assert started([big, asker(3, cpus=5)], room) == [], "four of the processors are kept for it"
    assert started([big, asker(3, cpus=4)], room) == [3]


def test_a_stream_of_small_runs_never_starves_a_big_one():
    room = Room(slots=8, gpus=(0, 1), holders=(Holder(asker(1, gpus=1), (0,)), Holder(asker(2, gpus=1), (1,))))
    line = [asker(3, gpus=2), *(asker(4 + number, gpus=1) for number in range(20))]
    half = replace(room, holders=room.holders[1:])
    assert started(line, half) == []
    assert started(line, replace(room, holders=()))[0] == 3


def test_a_run_held_back_by_its_own_user_s_limit_blocks_nobody():
    room = Room(slots=3, user_runs=1, holders=(Holder(asker(1, user=1)),))
    decision = decide([asker(2, user=1), asker(3, user=2)], room)
    assert [start.asked.run for start in decision.starts] == [3]
    assert [wait.why for wait in decision.waits] == [Why.USER_RUNS]


def test_what_asks_for_more_than_there_is_blocks_nobody():
    decision = decide([asker(1, gpus=8), asker(2, gpus=1)], Room(slots=2, gpus=(0, 1)))
    assert [start.asked.run for start in decision.starts] == [2] and decision.waits[0].why == Why.BEYOND


def test_what_is_not_known_yet_is_waited_for():
    decision = decide([asker(1, gpus=1), asker(2)], Room(slots=2))
    assert [start.asked.run for start in decision.starts] == [2] and decision.waits[0].why == Why.UNKNOWN


def test_gpus_of_others_are_not_given():
    decision = decide([asker(1, gpus=1)], Room(slots=2, gpus=(0, 1), busy=frozenset([0])))
    assert decision.starts == [Start(asker(1, gpus=1), (1,))]


def test_nothing_starts_on_a_closed_target():
    decision = decide([asker(1)], Room(slots=2, closed="local is paused"))
    assert not decision.starts and decision.waits[0].why == Why.CLOSED


def test_tenths_of_processors_add_up():
    room = Room(slots=9, cpus=0.3)
    assert started([asker(1, cpus=0.1), asker(2, cpus=0.2)], room) == [1, 2]
