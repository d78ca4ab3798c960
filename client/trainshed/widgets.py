"""Azure ML v1's `azureml.widgets`: `RunDetails(run).show()` in a notebook."""

from __future__ import annotations

from typing import Any


class RunDetails:
    """The run as a table with a link to its page, which shows its charts while they grow."""

    def __init__(self, run_instance: Any):
        self.run = run_instance

    def show(self, render_lib: Any = None, widget_settings: Any = None) -> None:
        try:
            from IPython.display import display  # type: ignore[import-not-found]
        except ImportError:
            print(f"{self.run!r}\nWeb View: {self.run.get_portal_url()}")
        else:
            display(self.run)
