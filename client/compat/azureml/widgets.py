"""`RunDetails(run).show()` in a notebook: the address of the run's page."""


class RunDetails:
    def __init__(self, run_instance=None, **kwargs):
        self._run = run_instance

    def show(self, *args, **kwargs):
        address = self._run.get_portal_url() if self._run is not None else ""
        print("The run's page: {}".format(address or "see the studio"))

    get_widget_data = show
