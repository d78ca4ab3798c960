"""What people read about a run that waits: why, its place in line, and when its turn usually comes."""

from runs import sizes

from .values import THOUSANDTHS, Room, Told, Wait, Why

# Further back in line nobody counts: else the end of one run would change a sentence in ten thousand rows.
COUNTED = 50
GPUS_NAMED = 4
# What an estimate is rounded up to, in minutes: no more exact than it is, and said anew seldom.
STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50)


def sentence(wait: Wait, room: Room, told: Told, seconds: float | None = None) -> str:
    """`seconds` until its turn, where history knows them."""
    if never := _never(wait, room, told):
        return f"{never} Move it to another target, or cancel it."
    turn = "" if seconds is None else f"; usually free in {about(seconds)}"
    return f"{_why(wait, room, told)}; {place(wait.ahead)}{turn}."


def far_back(target: str) -> str:
    """For those who are not counted: true for as long as they are not."""
    return f"Many wait for {target}; more than {COUNTED} runs are ahead in line."


def place(ahead: int) -> str:
    return "next in line" if ahead == 0 else f"{ahead} {'run' if ahead == 1 else 'runs'} ahead in line"


def about(seconds: float) -> str:
    """`about 12 minutes`, `about 3 hours`."""
    minutes = seconds / 60
    if step := next((step for step in STEPS if minutes <= step), None):
        return "about a minute" if step == 1 else f"about {step} minutes"
    hours = max(1, round(minutes / 60))
    if hours < 48:
        return "about an hour" if hours == 1 else f"about {hours} hours"
    return f"about {round(hours / 24)} days"


def _never(wait: Wait, room: Room, told: Told) -> str:
    """Why its turn would not come, however long it waited; empty when it may."""
    if wait.why == Why.USER_GPUS and wait.asked.gpus > (room.user_gpus or 0):
        return f"It waits for {_gpus(wait)}, and one person may have {room.user_gpus} here at once."
    return _beyond(wait, room, told) if wait.why == Why.BEYOND else ""


def _why(wait: Wait, room: Room, told: Told) -> str:
    match wait.why:
        case Why.CLOSED:
            return room.closed
        case Why.UNKNOWN:
            return f"It is not known what {told.target} has to give"
        case Why.USER_RUNS:
            runs = f"{room.user_runs} {'run' if room.user_runs == 1 else 'runs'}"
            return f"{_person(wait, told)} has {runs} here, as many as one person may"
        case Why.USER_GPUS:
            return f"Waits for {_gpus(wait)}: one person may have {room.user_gpus} here, and {_person(wait, told)} has them"
    return _lacking(wait, room, told)


def _lacking(wait: Wait, room: Room, told: Told) -> str:
    if not wait.taken:
        return "What it asks for is free, but kept for a run ahead that waits for more"
    if wait.taken == {"slots"}:
        return "The only slot is taken" if room.slots == 1 else f"All {room.slots} slots are taken"
    parts = [_part(kind, wait, room, told) for kind in ("slots", "cpus", "memory", "gpus") if kind in wait.taken]
    if len(parts) == 1:
        return f"Waits for {parts[0][0]}: {parts[0][1]}"
    return "Waits for " + " and ".join(f"{what} ({how})" for what, how in parts)


def _part(kind: str, wait: Wait, room: Room, told: Told) -> tuple[str, str]:
    """What of this kind it asks for, and what there is."""
    free = max(0, room.free[kind] or 0)
    if kind == "slots":
        return "a slot", "the only one is taken" if room.slots == 1 else f"all {room.slots} are taken"
    if kind == "cpus":
        return _processors(wait.asked.cpus), f"{free / THOUSANDTHS:g} of {room.cpus:g} are free"
    if kind == "memory":
        return f"{sizes.words(wait.asked.memory)} of memory", f"{sizes.words(free)} of {sizes.words(room.memory or 0)} are free"
    return _gpus(wait), _on_gpus(room, told)


def _on_gpus(room: Room, told: Told) -> str:
    free = room.free_gpus
    used = [index for index in room.gpus or () if index not in free]
    said = [
        f"GPU {index} {'is used ' if number == 0 else ''}by {told.on_gpus.get(index, 'somebody')}"
        for number, index in enumerate(used[:GPUS_NAMED])
    ]
    more = [f"{len(used) - GPUS_NAMED} more are used"] if len(used) > GPUS_NAMED else []
    left = [f"GPU {', '.join(map(str, free))} {'is' if len(free) == 1 else 'are'} free"] if free else []
    return ", ".join(said + more + left)


def _beyond(wait: Wait, room: Room, told: Told) -> str:
    asked, capacity = wait.asked.amounts, room.capacity
    names = [kind for kind in ("cpus", "memory", "gpus") if (most := capacity[kind]) is not None and asked.get(kind, 0) > most]
    wanted = {"cpus": _processors(wait.asked.cpus), "memory": f"{sizes.words(wait.asked.memory)} of memory", "gpus": _gpus(wait)}
    has = {"cpus": f"{room.cpus or 0:g}", "memory": sizes.words(room.memory or 0), "gpus": str(len(room.gpus or ()))}
    parts = [f"asks for {wanted[name]}, and {told.target} has {has[name] if has[name] != '0' else 'none'} now" for name in names]
    return f"It {'; it '.join(parts)}."


def _person(wait: Wait, told: Told) -> str:
    return told.people.get(wait.asked.user or 0, "Its submitter")


def _processors(count: float) -> str:
    return f"{count:g} {'processor' if count == 1 else 'processors'}"


def _gpus(wait: Wait) -> str:
    return f"{wait.asked.gpus} {'GPU' if wait.asked.gpus == 1 else 'GPUs'}"
