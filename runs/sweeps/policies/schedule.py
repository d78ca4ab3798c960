"""At which intervals a policy is applied."""

from dataclasses import dataclass

from ..values import Policy


@dataclass(frozen=True)
class Schedule:
    """Every multiple of `every` from `delay` on. An interval is one logged value of the primary metric; the first is 1."""

    every: int
    delay: int

    @classmethod
    def of(cls, policy: Policy) -> "Schedule":
        return cls(max(policy.evaluation_interval, 1), max(policy.delay_evaluation, 0))

    @property
    def first(self) -> int:
        return self.at_or_after(self.delay)

    def at_or_after(self, interval: int) -> int:
        """The earliest interval from this one on at which the policy is applied."""
        return max(-(-max(interval, self.delay) // self.every), 1) * self.every

    def applies(self, interval: int) -> bool:
        return self.at_or_after(interval) == interval

    def within(self, after: int, upto: int) -> range:
        """Those behind `after`, up to `upto`."""
        return range(self.at_or_after(after + 1), upto + 1, self.every)

    def count(self, upto: int) -> int:
        """How many there are up to this interval."""
        return len(range(self.first, upto + 1, self.every))
