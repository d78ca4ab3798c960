from django.urls import include, path

from runs.views import experiments, home, on_target, runs, sources, submit, sweep_new, uploads, waiting
from runs.views.environments import editing, indexes, listing

urlpatterns = [
    path("", home.home, name="home"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", submit.run_new, name="run_new"),
    path("runs/new/fetches/", submit.fetches, name="run_new_fetches"),
    path("runs/<slug:key>/", include("runs.run_urls")),
    path("sweeps/new/", sweep_new.sweep_new, name="sweep_new"),
    path("sweeps/new/fetches/", sweep_new.fetches, name="sweep_new_fetches"),
    path("experiments/", experiments.experiments, name="experiments"),
    path("experiments/<str:name>/", runs.experiment, name="experiment"),
    path("sources/", sources.sources, name="sources"),
    path("sources/new/", sources.source_new, name="source_new"),
    path("sources/<int:pk>/", include("runs.source_urls")),
    path("uploads/chosen/", uploads.chosen, name="upload_chosen"),
    path("uploads/missing/", uploads.missing, name="upload_missing"),
    path("uploads/contents/", uploads.contents, name="upload_contents"),
    path("uploads/sources/", uploads.source, name="upload_source"),
    path("uploads/sources/<int:pk>/snapshots/", uploads.snapshot, name="upload_snapshot"),
    path("configurations/", include("runs.configuration_urls")),
    path("environments/", listing.environments, name="environments"),
    path("environments/new/", editing.environment_new, name="environment_new"),
    path("environments/<int:pk>/", include("runs.environment_urls")),
    path("data/", include("runs.data_urls")),
    path("package-indexes/", indexes.package_indexes, name="package_indexes"),
    path("computes/<slug:name>/runs/", on_target.on_target, name="compute_runs"),
    path("computes/<slug:name>/moves/", waiting.moves, name="compute_moves"),
    path("computes/<slug:name>/cancellations/", waiting.cancellations, name="compute_cancellations"),
]
