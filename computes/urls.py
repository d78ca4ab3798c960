from django.urls import path

from computes.views import targets

urlpatterns = [
    path("computes/", targets.computes, name="computes"),
    path("computes/<slug:name>/", targets.compute, name="compute"),
    path("computes/<slug:name>/slots/", targets.slots, name="compute_slots"),
]
