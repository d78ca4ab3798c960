"""The pages and acts of one source, below sources/<pk>/."""

from django.urls import path

from runs.views import snapshots, sources

urlpatterns = [
    path("", snapshots.source, name="source"),
    path("snapshots/<int:number>/", snapshots.snapshot, name="source_snapshot"),
    path("snapshots/<int:number>/archive/", snapshots.archive, name="source_snapshot_archive"),
    path("snapshots/<int:number>/raw/", snapshots.raw, name="source_snapshot_raw"),
    path("history/", sources.source_history, name="source_history"),
    path("settings/", sources.source_settings, name="source_settings"),
    path("archives/", sources.source_archives, name="source_archives"),
    path("fetches/", sources.source_fetches, name="source_fetches"),
    path("removal/", sources.source_removal, name="source_removal"),
]
