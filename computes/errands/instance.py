"""What is done with compute instances. The kind of the errand names the operation: instance_start."""

from computes.instances.carrying import carry_out as carry_operation_out
from computes.models import Errand


def carry_out(errand: Errand) -> None:
    carry_operation_out(errand, errand.kind.removeprefix("instance_"))
