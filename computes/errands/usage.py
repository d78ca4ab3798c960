from computes.disk import measure
from computes.models import Errand
from computes.reach import reach


def carry_out(errand: Errand) -> None:
    """Count what our folders take on the target, and foretell what of it could go."""
    workdir, _ = reach(errand.target)
    errand.report(**measure(errand.target, workdir))
