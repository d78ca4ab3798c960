from django.http import HttpResponse

from runs.configuring import reading
from runs.models import ConfigurationVersion, Run
from runs.views.run import page
from studio.access import MemberRequest, for_role


@for_role("reader")
def configuration(request: MemberRequest, key: str) -> HttpResponse:
    """The frozen version that this run ran under, what was said at submit instead, and what was installed for it."""
    run = page.find(request, key)
    head = page.head(run)
    version = run.configuration
    sections = reading.of_run(run, _versions(run, version)) if version else {}
    return page.show(request, "configuration", head, version=version, packages=run.packages.splitlines(), sections=sections)


def _versions(run: Run, version: ConfigurationVersion) -> dict[int, ConfigurationVersion]:
    """It and those before it, which wrote what it still says."""
    found = ConfigurationVersion.objects.filter(configuration=version.configuration_id, number__lte=version.number)
    return {each.number: each for each in found.select_related("created_by")}
