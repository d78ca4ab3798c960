"""What a run asks of its target: {"cpus": number, "memory": bytes, "gpus": how many}; what is left out is not asked for. Plain values."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from runs import sizes

NAMES = ("cpus", "memory", "gpus")
Asked = Mapping[str, Any]
MOST_CPUS, MOST_GPUS = 100_000, 10_000


def read(said: Asked) -> dict[str, Any]:
    """What somebody asks for, in the form in which a run keeps it; None and empty say nothing. ValueError, with a sentence."""
    return {name: READERS[name](said[name]) for name in NAMES if said.get(name) not in (None, "")}


def readable(said: Asked) -> dict[str, Any]:
    """As `read`, without what is no amount."""
    found: dict[str, Any] = {}
    for name in NAMES:
        with suppress(ValueError):
            found |= read({name: said.get(name)})
    return found


def words(asked: Asked, names: Iterable[str] = NAMES) -> str:
    """`2 processors, 8 GiB of memory and 1 GPU`; empty when nothing is asked for."""
    parts = [_words(name, asked[name]) for name in names if asked.get(name)]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def shown(asked: Asked) -> dict[str, str]:
    """As `read` takes it, for fields."""
    return {name: sizes.write(asked[name]) if name == "memory" else f"{asked[name]:g}" for name in NAMES if asked.get(name) is not None}


def _words(name: str, amount: float) -> str:
    if name == "memory":
        return f"{sizes.words(amount)} of memory"
    noun = "processor" if name == "cpus" else "GPU"
    return f"{amount:g} {noun}{'' if amount == 1 else 's'}"


def _cpus(amount: Any) -> float:
    number = _number(float, amount)
    if number is None or not 0 < number <= MOST_CPUS:
        raise ValueError(f"“{amount}” is no number of processors. Write one such as 2 or 0.5.")
    return int(number) if number == int(number) else number


def _gpus(amount: Any) -> int:
    number = _number(int, amount)
    if number is None or not 0 <= number <= MOST_GPUS:
        raise ValueError(f"“{amount}” is no number of GPUs. Write one such as 1, or 0 for none.")
    return number


def _number(kind: type, amount: Any) -> Any:
    try:
        return kind(str(amount))
    except ValueError:
        return None


READERS = {"cpus": _cpus, "memory": lambda amount: sizes.read(str(amount)), "gpus": _gpus}
