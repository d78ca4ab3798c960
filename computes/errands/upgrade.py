from computes.disk import measure, reclaim
from computes.models import Errand
from computes.reach import reach


def carry_out(errand: Errand) -> None:
    """Put the studio's own agent there, which the first word to it does, and remove those that nobody uses."""
    target = errand.target
    workdir, launcher = reach(target)
    target.answered(launcher.probe().to_dict(), target.latency)
    errand.report(freed=reclaim(target, workdir, ["agents"], [], dry=False))
    errand.report(**measure(target, workdir))
