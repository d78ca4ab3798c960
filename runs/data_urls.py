"""The pages of datastores and data sets, below data/."""

from django.urls import path

from runs.views.data import sets, stores

urlpatterns = [
    path("", stores.stores, name="data"),
    path("stores/new/", stores.store_new, name="data_store_new"),
    path("stores/<int:pk>/", stores.store, name="data_store"),
    path("stores/<int:pk>/edit/", stores.store_edit, name="data_store_edit"),
    path("stores/<int:pk>/looks/", stores.store_looks, name="data_store_looks"),
    path("stores/<int:pk>/default/", stores.store_default, name="data_store_default"),
    path("stores/<int:pk>/removal/", stores.store_removal, name="data_store_removal"),
    path("sets/", sets.sets, name="data_sets"),
    path("sets/new/", sets.set_new, name="data_set_new"),
    path("sets/<path:name>/", sets.set_, name="data_set"),
]
