"""Ways to sign in. A run needs none: they are accepted, and do nothing."""

from azureml._trainshed import ways


class AbstractAuthentication:
    def __init__(self, *args, **kwargs):
        pass

    def get_authentication_header(self):
        ways.refuse(
            "A run has no sign-in to Azure",
            "use the credentials of the service you call, as environment variables of the run configuration",
        )

    get_token = signed_session = get_authentication_header


class AzureCliAuthentication(AbstractAuthentication):
    pass


class ArmTokenAuthentication(AbstractAuthentication):
    pass


class InteractiveLoginAuthentication(AbstractAuthentication):
    pass


class MsiAuthentication(AbstractAuthentication):
    pass


class ServicePrincipalAuthentication(AbstractAuthentication):
    pass


class TokenAuthentication(AbstractAuthentication):
    pass


class AzureMLTokenAuthentication(AbstractAuthentication):
    pass
