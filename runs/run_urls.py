"""The pages, data and acts of one run, below runs/<key>/."""

from django.urls import path

from runs.views import waiting
from runs.views.run import (
    cancellation,
    code,
    configuration,
    downloads,
    events,
    header,
    images,
    logs,
    metrics,
    outputs,
    overview,
    records,
    reruns,
    tags,
)
from runs.views.sweep import acts, definition, keeping, table
from runs.views.sweep import data as sweep_data

urlpatterns = [
    path("", overview.overview, name="run"),
    path("header/", header.header, name="run_header"),
    path("metrics/", metrics.metrics, name="run_metrics"),
    path("metrics/data/", metrics.data, name="run_metrics_data"),
    path("metrics/records/", records.data, name="run_records_data"),
    path("metrics/records/<int:pk>/", records.record, name="run_record"),
    path("tags/", tags.tags, name="run_tags"),
    path("logs/", logs.logs, name="run_logs"),
    path("logs/<str:stream>/window/", logs.window, name="run_log_window"),
    path("logs/<str:stream>/raw/", logs.raw, name="run_log_raw"),
    path("outputs/", outputs.outputs, name="run_outputs"),
    path("outputs/archive/", downloads.archive, name="run_outputs_archive"),
    path("outputs/file/<path:path>", downloads.file, name="run_output_file"),
    path("outputs/image/<path:path>", images.image, name="run_output_image"),
    path("code/", code.code, name="run_code"),
    path("configuration/", configuration.configuration, name="run_configuration"),
    path("events/", events.events, name="run_events"),
    path("cancellation/", cancellation.cancellation, name="run_cancellation"),
    path("priority/", waiting.priority, name="run_priority"),
    path("kept/", keeping.kept, name="run_kept"),
    path("sweep/trials/", table.trials, name="run_sweep_trials"),
    path("sweep/definition/", definition.definition, name="run_sweep_definition"),
    path("sweep/pause/", acts.pause, name="run_sweep_pause"),
    path("sweep/resumption/", acts.resumption, name="run_sweep_resumption"),
    path("sweep/concurrency/", acts.concurrency, name="run_sweep_concurrency"),
    path("sweep/extension/", acts.extension, name="run_sweep_extension"),
    path("sweep/retries/", acts.retries, name="run_sweep_retries"),
    path("sweep/data/", sweep_data.data, name="sweep_data"),
    path("sweep/curves/", sweep_data.curves, name="sweep_curves"),
    path("sweep/importance/", sweep_data.importance, name="sweep_importance"),
    path("reruns/", reruns.reruns, name="run_reruns"),
]
