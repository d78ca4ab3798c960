"""The errors that scripts catch by name."""


class AzureMLException(Exception):
    """Any of them. `message` is the sentence."""

    def __init__(self, exception_message="", inner_exception=None, **facts):
        super().__init__(exception_message)
        self.message, self.inner_exception = exception_message, inner_exception


class UserErrorException(AzureMLException):
    """What was asked for cannot be right."""


class MissingFile(UserErrorException, FileNotFoundError):
    """A file or folder that was named and is not there."""

    __str__ = Exception.__str__


class NotSupportedHere(AzureMLException, NotImplementedError):
    """What a run of this studio cannot do through this module. The sentence names the way out."""


class RunEnvironmentException(AzureMLException):
    """The script is in no run."""


class ServiceException(AzureMLException):
    pass


class AuthenticationException(AzureMLException):
    pass


class ActivityFailedException(AzureMLException):
    pass


class ExperimentExecutionException(AzureMLException):
    pass


class ProjectSystemException(AzureMLException):
    pass


class WorkspaceException(AzureMLException):
    pass


class SnapshotException(AzureMLException):
    pass


class TrainingException(AzureMLException):
    pass


class RunConfigurationException(AzureMLException):
    pass


class ComputeTargetException(AzureMLException):
    pass


class WebserviceException(AzureMLException):
    pass


class ModelNotFoundException(AzureMLException):
    pass


class ModelPathNotFoundException(AzureMLException):
    pass
