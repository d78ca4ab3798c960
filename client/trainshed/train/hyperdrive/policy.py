"""When a trial that looks worse than the others is ended before its time."""

from __future__ import annotations

from typing import Any

from ...exceptions import HyperDriveConfigException


class EarlyTerminationPolicy:
    """Looked at each `evaluation_interval`-th time that a trial logs the primary metric, not before the `delay_evaluation`-th."""

    # Whether it may go with a sampling that learns from what trials showed.
    WITH_BAYESIAN = False

    def __init__(self, evaluation_interval: int = 1, delay_evaluation: int = 0, **properties: Any):
        _check("evaluation_interval", evaluation_interval, 1)
        _check("delay_evaluation", delay_evaluation, 0)
        self.evaluation_interval, self.delay_evaluation = evaluation_interval, delay_evaluation
        self._properties = {name: value for name, value in properties.items() if value is not None}

    def section(self) -> dict[str, Any]:
        """As `policy` of an hdconfig.yml says it."""
        own = {"evaluation_interval": self.evaluation_interval, "delay_evaluation": self.delay_evaluation}
        return {"type": type(self).__name__, **own, **self._properties}

    def __repr__(self) -> str:
        kind, *said = self.section().items()
        return f"{kind[1]}({', '.join(f'{name}={value!r}' for name, value in said)})"


class BanditPolicy(EarlyTerminationPolicy):
    """Ends a trial that is further behind the best one than a share, `slack_factor`, or a distance, `slack_amount`."""

    def __init__(
        self, evaluation_interval: int = 1, slack_factor: float | None = None, slack_amount: float | None = None, delay_evaluation: int = 0
    ):
        # As v1: a slack of 0 is none.
        if bool(slack_factor) == bool(slack_amount):
            raise HyperDriveConfigException("BanditPolicy takes either slack_factor or slack_amount, above 0.")
        if (slack_factor or slack_amount or 0) < 0:
            raise HyperDriveConfigException("The slack of a BanditPolicy is above 0.")
        super().__init__(evaluation_interval, delay_evaluation, slack_factor=slack_factor or None, slack_amount=slack_amount or None)
        self.slack_factor, self.slack_amount = slack_factor, slack_amount


class MedianStoppingPolicy(EarlyTerminationPolicy):
    """Ends a trial whose best value is worse than the median of the running averages of all."""

    def __init__(self, evaluation_interval: int = 1, delay_evaluation: int = 0):
        super().__init__(evaluation_interval, delay_evaluation)


class TruncationSelectionPolicy(EarlyTerminationPolicy):
    """Ends the worst `truncation_percentage` of the trials at each interval; of the others that are still going alone with
    `exclude_finished_jobs`."""

    def __init__(
        self, truncation_percentage: int, evaluation_interval: int = 1, delay_evaluation: int = 0, exclude_finished_jobs: bool = False
    ):
        _check("truncation_percentage", truncation_percentage, 1)
        if truncation_percentage > 99:
            raise HyperDriveConfigException(f"truncation_percentage is 1 to 99, and not {truncation_percentage}.")
        excluded = {"exclude_finished_jobs": True} if exclude_finished_jobs else {}
        super().__init__(evaluation_interval, delay_evaluation, truncation_percentage=truncation_percentage, **excluded)
        self.truncation_percentage, self.exclude_finished_jobs = truncation_percentage, exclude_finished_jobs


class NoTerminationPolicy(EarlyTerminationPolicy):
    """Every trial runs to its end."""

    WITH_BAYESIAN = True

    def __init__(self) -> None:
        super().__init__()

    def section(self) -> dict[str, Any]:
        return {"type": type(self).__name__}


class _Halving(EarlyTerminationPolicy):
    """Has rungs in the place of intervals."""

    WITH_BAYESIAN = True

    def section(self) -> dict[str, Any]:
        return {"type": type(self).__name__, **self._properties}


class ASHAPolicy(_Halving):
    """Not in v1: at each rung only one trial in `reduction_factor` goes on; the first rung is at `min_resource` intervals."""

    def __init__(self, reduction_factor: int = 4, min_resource: int = 1):
        _check("reduction_factor", reduction_factor, 2)
        _check("min_resource", min_resource, 1)
        super().__init__(reduction_factor=reduction_factor, min_resource=min_resource)


class HyperbandPolicy(_Halving):
    """Not in v1: several ASHAs side by side, of which some give trials more time. `max_resource` is how many intervals a trial has; what
    the first whole one logged where it is None."""

    def __init__(self, max_resource: int | None = None, reduction_factor: int = 4, min_resource: int = 1):
        _check("reduction_factor", reduction_factor, 2)
        _check("min_resource", min_resource, 1)
        if max_resource is not None:
            _check("max_resource", max_resource, min_resource)
        super().__init__(max_resource=max_resource, reduction_factor=reduction_factor, min_resource=min_resource)


def _check(name: str, value: Any, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise HyperDriveConfigException(f"{name} is a whole number of {least} or more, and not {value!r}.")
