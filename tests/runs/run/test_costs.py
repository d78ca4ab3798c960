"""What a page asks of the database, however much it shows. Each count includes the session, the person and the member."""

import pytest
from django.urls import reverse
from django.utils import timezone

from runs.models import Output
from runs.supervisor.points import Series

pytestmark = pytest.mark.django_db
COSTS = {
    "run_header": 5,
    "run": 16,
    "run_metrics": 7,
    "run_logs": 6,
    "run_outputs": 8,
    "run_code": 5,
    "run_configuration": 6,
    "run_events": 6,
}


@pytest.mark.parametrize(("name", "most"), COSTS.items())
def test_a_tab_costs_the_same_for_little_and_much(name, most, browse, reader, contributor, a_run, django_assert_max_num_queries):
    run = a_run("Completed", by=contributor)
    for number in range(30):
        run.note("told", f"fact {number}", by=contributor.user)
        Output.objects.create(run=run, path=f"outputs/{number}", size=1, modified=timezone.now())
    browser = browse(reader)
    Series(run).store(b"".join(b'{"n":"m%d","v":1}\n' % number for number in range(30)))
    with django_assert_max_num_queries(most):
        assert browser.get(reverse(name, args=["vision", run.key])).status_code == 200
