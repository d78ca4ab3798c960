import re

from django.core.exceptions import ValidationError
from django.db import models

from studio.models import Workspace

# Where builds of environments are numbered: a name that nobody can give.
BUILDS = "_environment_builds"
NAME = re.compile(r"[a-zA-Z0-9][\w\-]{0,254}", re.ASCII)


def validate_name(name: str) -> None:
    """Azure ML's rule (azureml-core, `Experiment`)."""
    if not NAME.fullmatch(name):
        raise ValidationError(
            "An experiment's name starts with a letter or digit and holds letters, digits, hyphens and underscores, 255 at most."
        )


class ExperimentQuerySet(models.QuerySet):
    def listed(self):
        """Those that people made."""
        return self.exclude(name=BUILDS)


class Experiment(models.Model):
    """Runs that belong together, under a name."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="experiments")
    name = models.CharField(max_length=255, validators=[validate_name])
    created = models.DateTimeField(auto_now_add=True)
    numbered = models.PositiveIntegerField(default=0)
    # How many of these numbers are child runs, which lists do not count.
    children = models.PositiveIntegerField(default=0)

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="experiment_name_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, workspace: Workspace, name: str) -> "Experiment":
        """The one of this name, made when there is none. ValidationError when there can be none."""
        known = cls.objects.listed().filter(workspace=workspace, name=name).first()
        if known:
            return known
        cls(workspace=workspace, name=name).full_clean(validate_unique=False, validate_constraints=False)
        return cls.objects.get_or_create(workspace=workspace, name=name)[0]

    @property
    def submitted(self) -> int:
        """How many runs people submitted, without asking the table of runs."""
        return self.numbered - self.children

    def next_number(self, child: bool = False) -> int:
        """The next run's number, from 1. Inside a transaction: the row is locked by the update."""
        counts = {"numbered": models.F("numbered") + 1, "children": models.F("children") + int(child)}
        Experiment.objects.filter(pk=self.pk).update(**counts)
        self.refresh_from_db(fields=list(counts))
        return self.numbered
