"""The errors of Azure ML v1 by their names. Each is a sentence with the way out, and a StudioError as well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .connection import StudioError, Unreached


class AzureMLException(StudioError):
    @property
    def message(self) -> str:
        return str(self)


class UserErrorException(AzureMLException):
    """What was asked for cannot be done as it was asked."""


class ServiceException(AzureMLException):
    """The studio was not reached, or met an error of its own."""


class AuthenticationException(AzureMLException):
    pass


class WorkspaceException(AzureMLException):
    pass


class ProjectSystemException(WorkspaceException):
    pass


class ExperimentExecutionException(AzureMLException):
    pass


class SnapshotException(ExperimentExecutionException):
    pass


class RunConfigurationException(ExperimentExecutionException):
    pass


class TrainingException(AzureMLException):
    pass


class HyperDriveConfigException(TrainingException, UserErrorException):
    """A sweep that cannot be as it is described."""


class ActivityFailedException(AzureMLException):
    """A run that was waited for Failed or was Canceled."""


class RunEnvironmentException(AzureMLException):
    """The script is in no run."""


class ComputeTargetException(AzureMLException):
    pass


class DatastoreNotFoundException(UserErrorException):
    pass


@contextmanager
def refused_as(kind: type[AzureMLException] = UserErrorException) -> Iterator[None]:
    """What the studio refuses inside is raised as `kind`; that it is not reached, or may not be, by the names for that."""
    try:
        yield
    except AzureMLException:
        raise
    except StudioError as error:
        raise _kind(error, kind)(str(error), error.status, error.detail) from None


def _kind(error: StudioError, kind: type[AzureMLException]) -> type[AzureMLException]:
    if error.status in (401, 403):
        return AuthenticationException
    return ServiceException if isinstance(error, Unreached) or error.status >= 500 else kind
