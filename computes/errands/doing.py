import logging
from importlib import import_module

from computes.errors import ComputeError
from computes.models import Errand

logger = logging.getLogger(__name__)
# Kind of an errand: the module of this package that carries it out.
KINDS: dict[str, str] = {}


def carry_out(pk: int) -> None:
    """Do it, if nobody else does. May be done again after a worker was killed. Trouble is told on the errand."""
    errand = Errand.objects.select_related("target__workspace", "by").filter(pk=pk).first()
    if errand is None or not errand.take():
        return
    try:
        import_module(f"{__package__}.{KINDS[errand.kind]}").carry_out(errand)
        trouble = ""
    except ComputeError as refusal:
        trouble = str(refusal)
    except Exception:
        logger.exception("errand %s: %s", errand.pk, errand)
        trouble = "The studio met a fault of its own; its log has the details. Try again, and tell whoever runs the studio."
    errand.end(trouble)
