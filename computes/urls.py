from django.urls import path

from computes.views import checking, registering, targets

urlpatterns = [
    path("computes/", targets.computes, name="computes"),
    path("computes/new/", registering.kinds, name="compute_new"),
    path("computes/new/<slug:kind>/", registering.register, name="compute_register"),
    path("computes/<slug:name>/", targets.compute, name="compute"),
    path("computes/<slug:name>/edit/", registering.edit, name="compute_edit"),
    path("computes/<slug:name>/check/", checking.check, name="compute_check"),
    path("computes/<slug:name>/host-key/", checking.host_key, name="compute_host_key"),
    path("computes/<slug:name>/opening/", checking.opening, name="compute_opening"),
    path("computes/<slug:name>/slots/", targets.slots, name="compute_slots"),
]
