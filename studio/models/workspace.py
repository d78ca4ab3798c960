from django.db import models


class Workspace(models.Model):
    """The wall between teams: what one workspace has, another cannot see."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
