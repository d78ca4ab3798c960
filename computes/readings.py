"""A target's health as a page reads it: shares beside amounts, and who is on the GPUs."""

from computes.kinds import KINDS
from computes.models import Target
from computes.values import Health
from studio.templatetags.words import duration

CLOCK_OFF = 5.0  # seconds
IDLE = 5  # percent of the time: what a card that nobody uses may show


class Reading:
    """What is known of a target from its last probe; `known` is False before the first."""

    def __init__(self, target: Target):
        self.target = target
        self.known = bool(target.health)
        self.health = Health.from_dict(target.health)
        self.kind = KINDS[target.kind].title

    @property
    def load(self) -> float:
        """Share of the processors that were busy in the last minute; more than 1 when processes wait for them."""
        return self.health.cpu_load / self.health.cpus if self.health.cpus else 0.0

    @property
    def memory(self) -> float:
        return self.health.memory_used / self.health.memory_total if self.health.memory_total else 0.0

    @property
    def disk_used(self) -> int:
        return self.health.disk_total - self.health.disk_free

    @property
    def disk(self) -> float:
        return self.disk_used / self.health.disk_total if self.health.disk_total else 0.0

    @property
    def gpu_shares(self) -> list[dict]:
        """[{"index", "utilization", "memory"}, …] from 0 to 1; None where a card does not tell."""
        return [
            {
                "index": gpu["index"],
                "utilization": _share(gpu["utilization"], 100),
                "memory": _share(gpu["memory_used"], gpu["memory_total"]),
            }
            for gpu in self.health.gpus
        ]

    @property
    def clock(self) -> str:
        """How far its clock is off; empty while that is not worth a word. Times of runs are put right by it."""
        skew = self.target.health.get("skew", 0.0)
        if abs(skew) < CLOCK_OFF:
            return ""
        return f"Its clock is {duration(abs(skew))} {'ahead of' if skew > 0 else 'behind'} the studio's; times of its runs are put right."

    @property
    def gpus_busy(self) -> set[int]:
        """Those with a process on them, those that others used a moment ago, and those that work without telling for whom."""
        taken, some = self.target.gpus_taken, self.health.gpus
        return {gpu["index"] for gpu in some if gpu.get("processes") or str(gpu["index"]) in taken or (gpu["utilization"] or 0) > IDLE}

    @property
    def versions(self) -> list[tuple[str, str]]:
        """Python, git and uv as the target has them; what it lacks says so."""
        health = self.health
        return [("Python", health.python or "missing"), ("git", health.git or "missing"), ("uv", health.uv or "missing")]


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole
