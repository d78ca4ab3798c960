"""The pages and acts of run configurations, below configurations/."""

from django.urls import path

from runs.views import configurations
from runs.views.configuration import editing, importing

urlpatterns = [
    path("", configurations.configurations, name="configurations"),
    path("new/", editing.configuration_new, name="configuration_new"),
    path("import/", importing.configuration_import, name="configuration_import"),
    path("<int:pk>/", configurations.configuration, name="configuration"),
    path("<int:pk>/edit/", editing.configuration_edit, name="configuration_edit"),
    path("<int:pk>/comparison/", configurations.configuration_comparison, name="configuration_comparison"),
    path("<int:pk>/file/", configurations.configuration_file, name="configuration_file"),
    path("<int:pk>/clones/", configurations.configuration_clones, name="configuration_clones"),
    path("<int:pk>/removal/", configurations.configuration_removal, name="configuration_removal"),
]
