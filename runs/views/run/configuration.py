from django.http import HttpResponse

from runs.views.run import page
from studio.access import MemberRequest, for_role


@for_role("reader")
def configuration(request: MemberRequest, key: str) -> HttpResponse:
    """The frozen version that this run ran under, and what was installed for it."""
    run = page.find(request, key)
    head = page.head(run)
    return page.show(request, "configuration", head, version=run.configuration, packages=run.packages.splitlines())
