"""What schemathesis makes of the OpenAPI description, sent to every operation: no answer may be a fault of the studio's own."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from studio.api.root import api
from studio.models import Token

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "12"))
application = get_wsgi_application()


schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
schema.app = application


@pytest.fixture
def one_connection(db):
    """As Django's own test client does: the end of a request must not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)
def test_no_request_makes_the_studio_stumble(case, owner, one_connection):
    text = Token.issue(owner, "fuzz")[1]
    answer = case.call(headers={"Authorization": f"Bearer {text}"})
    case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
