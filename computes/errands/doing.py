import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import DatabaseError, connection

from computes.errors import ComputeError
from computes.models import Errand
from computes.models.errand import LEASE

logger = logging.getLogger(__name__)
# Kind of an errand: the module of this package that carries it out.
KINDS: dict[str, str] = {"check": "check", "usage": "usage", "clean": "clean", "upgrade": "upgrade", "detach": "detach"}
KINDS |= {f"instance_{operation}": "instance" for operation in ("create", "start", "stop", "restart", "delete", "setup")}


def carry_out(pk: int) -> None:
    """Do it, if nobody else does. May be done again after a worker was killed. Trouble is told on the errand."""
    errand = Errand.objects.select_related("target__workspace", "by").filter(pk=pk).first()
    if errand is None or not errand.take():
        return
    try:
        with _kept(errand):
            import_module(f"{__package__}.{KINDS[errand.kind]}").carry_out(errand)
        trouble = ""
    except ComputeError as refusal:
        trouble = str(refusal)
    except Exception:
        logger.exception("errand %s: %s", errand.pk, errand)
        trouble = "The studio met a fault of its own; its log has the details. Try again, and tell whoever runs the studio."
    errand.end(trouble)


@contextmanager
def _kept(errand: Errand) -> Iterator[None]:
    """While this worker lives nobody else begins the errand, however long a machine takes to count a million files."""
    over = threading.Event()
    heart = threading.Thread(target=_beat, args=(errand, over), name=f"errand {errand.pk}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join(5)


def _beat(errand: Errand, over: threading.Event) -> None:
    try:
        while not over.wait(LEASE.total_seconds() / 4):
            errand.hold()
    except DatabaseError:
        logger.exception("errand %s may be begun again by another worker", errand.pk)
    finally:
        connection.close()
