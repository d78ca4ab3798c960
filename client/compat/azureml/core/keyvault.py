"""Secrets: a run has those that its run configuration gives it as environment variables."""

import os

from azureml._trainshed import ways


class Keyvault:
    def get_secret(self, name):
        for variable in (name, name.replace("-", "_"), name.replace("-", "_").upper()):
            if variable in os.environ:
                return os.environ[variable]
        ways.refuse(
            f"This run has no secret {name!r}",
            "give it as the environment variable {} of the run configuration".format(name.replace("-", "_").upper()),
        )

    def get_secrets(self, secrets):
        return {name: self.get_secret(name) for name in secrets}

    def set_secret(self, name, value):
        ways.refuse("A run cannot keep a secret", "give it as an environment variable of the run configuration")

    set_secrets = delete_secret = delete_secrets = list_secrets = set_secret
