"""One environment's pages and acts, below environments/<pk>/."""

from django.urls import path

from runs.views.environments import builds, editing, one

urlpatterns = [
    path("", one.environment, name="environment"),
    path("edit/", editing.environment_edit, name="environment_edit"),
    path("difference/", one.difference, name="environment_difference"),
    path("removal/", one.removal, name="environment_removal"),
    path("builds/", builds.builds, name="environment_builds"),
    path("versions/<int:number>/builds/<slug:target>/", builds.environment_build, name="environment_build"),
    path("versions/<int:number>/builds/<slug:target>/removal/", builds.build_removal, name="environment_build_removal"),
]
