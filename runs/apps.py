from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "runs"
    verbose_name = "Runs"

    def ready(self) -> None:
        from computes.load import counted_by
        from computes.work import told_by

        from .at_work import RunsAtWork
        from .loads import loads

        counted_by(loads)
        told_by(RunsAtWork())
