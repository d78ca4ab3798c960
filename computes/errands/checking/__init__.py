"""The steps of a target's check, one module each, in the order of `steps_of`.

A module's `look(visit)` gives a Finding. A ComputeError is a failure with its sentence. What a step learnt and later ones need, it
leaves on the visit."""

from .checklist import Checklist
from .visit import Visit

__all__ = ["Checklist", "Visit"]
