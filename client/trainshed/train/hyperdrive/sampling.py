"""How the trials of a sweep are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ...exceptions import HyperDriveConfigException


class HyperParameterSampling:
    """A space, `{"--learning-rate": uniform(0.01, 0.1)}`, and how it is walked through. `properties` are the further keys of its section."""

    KIND: ClassVar[str]
    PROPERTIES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, parameter_space: Mapping[str, Any], properties: Mapping[str, Any] | None = None):
        if not isinstance(parameter_space, Mapping) or not parameter_space:
            raise HyperDriveConfigException(
                f'{type(self).__name__} takes a dict of parameters, such as {{"--learning-rate": uniform(0.01, 0.1)}}.'
            )
        if unknown := [name for name in properties or {} if name not in self.PROPERTIES]:
            known = ", ".join(self.PROPERTIES) or "none"
            raise HyperDriveConfigException(f"{type(self).__name__} knows no property {unknown[0]}. There are: {known}.")
        self.parameter_space, self.properties = dict(parameter_space), dict(properties or {})

    def section(self) -> dict[str, Any]:
        """As `sampling` of an hdconfig.yml says it."""
        space = [_parameter(name, expression) for name, expression in self.parameter_space.items()]
        return {"type": self.KIND, **self.properties, "parameter_space": space}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.parameter_space!r}{f', {self.properties!r}' if self.properties else ''})"


class RandomParameterSampling(HyperParameterSampling):
    """`properties` may say `seed`, and `rule`: "random" or "sobol", which spreads the trials evenly."""

    KIND, PROPERTIES = "random", ("seed", "rule")


class GridParameterSampling(HyperParameterSampling):
    """Every combination; parameters are `choice` alone."""

    KIND = "grid"


class BayesianParameterSampling(HyperParameterSampling):
    """Each trial from what those before it showed. Not in v1: `properties` may say `seed`, and `sampler`: "tpe" or "gp"."""

    KIND, PROPERTIES = "bayesian", ("seed", "sampler")


def _parameter(name: str, said: Any) -> dict[str, Any]:
    if isinstance(said, Mapping):  # `when`
        return {"name": str(name), **said, "values": _values(said["expression"], said["values"])}
    if not (isinstance(said, (list, tuple)) and len(said) == 2 and isinstance(said[1], (list, tuple))):
        raise HyperDriveConfigException(f"{name} takes an expression such as uniform(0.01, 0.1) or choice(1, 2), and got {said!r}.")
    return {"name": str(name), "expression": said[0], "values": _values(said[0], said[1])}


def _values(expression: str, values: Any) -> list[Any]:
    """A list of options is a list within a list in v1's pair, and not in its file."""
    nested = expression == "choice" and len(values) == 1 and isinstance(values[0], (list, tuple))
    return [_plain(value) for value in (values[0] if nested else values)]


def _plain(value: Any) -> Any:
    """A number of numpy's as Python's own."""
    return value.item() if hasattr(value, "item") and not isinstance(value, (str, bytes)) else value
