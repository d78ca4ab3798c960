"""What an instance is made of: a container on a host with an engine, or a machine that two commands start and stop."""

from typing import NamedTuple, Protocol

from computes.errands.checking.steps import Step
from computes.models import Instance, InstanceState


class Truth(NamedTuple):
    """How a machine is found: Running, Stopped, Unusable (there is none any more) or Unknown (whoever knows does not answer)."""

    state: InstanceState
    trouble: str = ""


class Machine(Protocol):
    """The steps of each operation, in their order, and the truth. All may happen twice: an errand whose worker was killed begins again."""

    def create(self) -> list[Step]: ...
    def start(self) -> list[Step]: ...
    def stop(self) -> list[Step]: ...
    def restart(self) -> list[Step]: ...
    def delete(self) -> list[Step]: ...

    def look(self) -> Truth:
        """Never raises for trouble with the machine: that is what it tells."""
        ...

    def address(self) -> str:
        """Where a server on it is to listen, so that the studio reaches it through its host (or through itself) and nobody from outside does."""
        ...

    def discard(self) -> None:
        """Take away what a creation that failed has made."""
        ...


def machine_of(instance: Instance) -> Machine:
    if instance.host_id:
        from .container import Container  # the SDK costs half a second, which a web process need not pay

        return Container(instance)
    from .commanded import Commanded

    return Commanded(instance)
