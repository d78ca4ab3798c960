"""Which request means what. Paths stand after the service's own prefix and the workspace's scope."""

from __future__ import annotations

import re
from urllib.parse import unquote

SERVICES = ["api", "catalog", "experimentation", "gallery", "history", "hyperdrive", "labeling"]
SERVICES += ["modelmanagement", "notebooks", "pipelines", "studio"]
WORKSPACE = r"(?:/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.MachineLearningServices/workspaces/[^/]+)"
RUN = r"(?:/experiments/[^/]+|/experimentids/[^/]+)?/runs/(?P<run>[^/]+)"
EXPERIMENT = r"/(?:experiments|experimentids)/[^/]+"

HISTORY, METRIC, ARTIFACT = "history/v1.0", "metric/v2.0", "artifact/v2.0"
TABLE = [
    ("GET", HISTORY, EXPERIMENT, "experiment"),
    ("POST", HISTORY, EXPERIMENT, "experiment"),
    ("GET", HISTORY, RUN, "run"),
    ("PATCH", HISTORY, RUN, "patch"),
    ("GET", HISTORY, RUN + "/details", "details"),
    ("GET", HISTORY, RUN + "/children", "children"),
    ("GET", HISTORY, RUN + "/metricsingest/wait", "nothing"),
    ("GET", HISTORY, RUN + "/token", "token"),
    ("POST", HISTORY, RUN + "/events", "event"),
    ("DELETE", HISTORY, RUN + "/tags", "untag"),
    ("POST", HISTORY, EXPERIMENT + "/batch/events", "events"),
    ("PATCH", HISTORY, EXPERIMENT + "/batch/runs", "batch"),
    ("POST", HISTORY, EXPERIMENT + "/runs:query", "query_runs"),
    ("POST", HISTORY, EXPERIMENT + "/metrics:query", "query_metrics"),
    ("POST", METRIC, RUN + "/batch", "metrics"),
    ("POST", METRIC, RUN + "/list", "metric_names"),
    ("POST", METRIC, RUN + "/full", "metric"),
    ("POST", ARTIFACT, r"/artifacts/batch/metadata/ExperimentRun/(?P<container>[^/]+)", "announce"),
    ("GET", ARTIFACT, r"/artifacts/contentinfo/ExperimentRun/(?P<container>[^/]+)/(?P<path>.+)", "content"),
    ("GET", ARTIFACT, r"/artifacts/prefix/contentinfo/ExperimentRun/(?P<container>[^/]+)/(?P<path>.*)", "contents"),
    ("GET", ARTIFACT, r"/artifacts/ExperimentRun/(?P<container>[^/]+)", "artifacts"),
    ("GET", ARTIFACT, r"/artifacts/metadata/ExperimentRun/(?P<container>[^/]+)/(?P<path>.+)", "artifact"),
    ("POST", "modelmanagement/v1.0", "/assets", "asset"),
    ("POST", "modelmanagement/v1.0", "/models", "model"),
]
_COMPILED = [(method, re.compile(f"/{re.escape(service)}{WORKSPACE}{path}"), name) for method, service, path, name in TABLE]


def find(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """The name of the act and what stands in the path for it."""
    for known, pattern, name in _COMPILED:
        if known == method and (found := pattern.fullmatch(path)):
            return name, {key: unquote(value) for key, value in found.groupdict().items()}
    return None
