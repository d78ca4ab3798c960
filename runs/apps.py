from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "runs"
    verbose_name = "Runs"

    def ready(self) -> None:
        from computes.load import counted_by

        from .loads import loads

        counted_by(loads)
