"""Choosing runs: which are active, which hold a slot, and all that a row of the runs table shows."""

from django.db import models
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from studio.models import Workspace

from .metric import Metric
from .state import ACTIVE, FINAL, HOLDING, ON_TARGET, WAITING
from .tag import with_tag

METRICS_SHOWN = 4  # in a row of the runs table


class RunQuerySet(models.QuerySet):
    def submitted(self):
        """What people submitted: what lists of runs show. No children, no trials of sweeps, no builds of environments."""
        return self.filter(purpose__in=self.model.SUBMITTED)

    def active(self):
        """Runs that are not over."""
        return self.filter(state__in=ACTIVE)

    def tagged(self, workspace: Workspace, text: str):
        """Those of a workspace's runs that have a tag: `name`, or `name=value`."""
        # By the tag's index first: a join would walk through all runs, newest first, to find a rare one.
        return self.filter(pk__in=with_tag(workspace, text))

    def jobs(self):
        """Runs that have a job on their target; a child lives inside its parent's, a sweep in its trials'."""
        return self.exclude(purpose__in=self.model.WITHOUT_JOB)

    def on_target(self):
        """Runs that were sent to their target, and are not done there."""
        return self.jobs().filter(state__in=ON_TARGET)

    def holding(self):
        """Runs that hold one of their target's slots."""
        return self.jobs().filter(state__in=HOLDING)

    def waiting(self):
        """Runs that wait for a slot: by priority, then first come first served."""
        return self.jobs().filter(state__in=WAITING).order_by("-priority", "pk")

    def for_table(self):
        """Everything that a row of the runs table shows, in two queries however many rows.

        The first metrics are its `shown_metrics`, how many child runs it has is its `child_count`. Of a sweep: `trials_over` of `trials_total`,
        and the `best_score` for `best_metric`."""
        related = ["experiment", "target", "submitted_by", "snapshot__source", "configuration__configuration"]
        shown = models.Prefetch("metrics", Metric.objects.order_by("pk")[:METRICS_SHOWN], to_attr="shown_metrics")
        children = self.model.objects.filter(parent=models.OuterRef("pk")).order_by().values("parent").annotate(count=models.Count("pk"))
        over = children.filter(trial__isnull=False, state__in=sorted(FINAL))
        counted = self.annotate(child_count=models.Subquery(children.values("count")), trials_over=models.Subquery(over.values("count")))
        of_sweep = {"trials_total": F("sweep__max_total"), "best_score": F("sweep__best__trial__score")}
        objective = KeyTransform(0, KeyTransform("objectives", "sweep__definition"))
        counted = counted.annotate(best_metric=KeyTextTransform("metric", objective), **of_sweep)
        return counted.select_related(*related).prefetch_related(shown)
