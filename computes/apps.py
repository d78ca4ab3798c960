from django.apps import AppConfig


class ComputesConfig(AppConfig):
    name = "computes"
    verbose_name = "Computes"
