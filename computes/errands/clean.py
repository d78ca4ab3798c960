from computes.disk import jobs_there, measure, reclaim
from computes.models import Act, Errand
from computes.reach import reach
from computes.work import on_targets
from studio.templatetags.words import size


def carry_out(errand: Errand) -> None:
    """Remove what was chosen, and count what is left."""
    target = errand.target
    workdir, _ = reach(target)
    freed = reclaim(target, workdir, errand.ask["what"], jobs_there(workdir), dry=False)
    errand.report(freed=freed)
    total = sum(part["bytes"] for part in freed.values())
    Act.note(target, "clean", f"cleaned up {', '.join(freed)}: {size(total)} came free", errand.by)
    if "environments" in freed:
        on_targets().environments_went(target)
    errand.report(**measure(target, workdir))
