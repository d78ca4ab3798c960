from django.urls import include, path

from runs.views import configurations, experiments, home, on_target, runs, sources, submit, uploads

urlpatterns = [
    path("", home.home, name="home"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", submit.run_new, name="run_new"),
    path("runs/new/fetches/", submit.fetches, name="run_new_fetches"),
    path("runs/<slug:key>/", include("runs.run_urls")),
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
    path("configurations/", configurations.configurations, name="configurations"),
    path("configurations/new/", configurations.configuration_new, name="configuration_new"),
    path("configurations/<int:pk>/", configurations.configuration, name="configuration"),
    path("configurations/<int:pk>/edit/", configurations.configuration_edit, name="configuration_edit"),
    path("configurations/<int:pk>/removal/", configurations.configuration_removal, name="configuration_removal"),
    path("computes/<slug:name>/runs/", on_target.on_target, name="compute_runs"),
]
