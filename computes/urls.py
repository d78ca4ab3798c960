from django.urls import path

from computes.views import charts, checking, detaching, disk, history, modes, registering, targets

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
    path("computes/<slug:name>/charts/", charts.charts, name="compute_charts"),
    path("computes/<slug:name>/charts/data/", charts.data, name="compute_charts_data"),
    path("computes/<slug:name>/disk/", disk.disk, name="compute_disk"),
    path("computes/<slug:name>/disk/counting/", disk.counting, name="compute_counting"),
    path("computes/<slug:name>/disk/cleaning/", disk.cleaning, name="compute_cleaning"),
    path("computes/<slug:name>/agent/", disk.agent, name="compute_agent"),
    path("computes/<slug:name>/history/", history.history, name="compute_history"),
    path("computes/<slug:name>/mode/<slug:mode>/", modes.mode, name="compute_mode"),
    path("computes/<slug:name>/note/", modes.note, name="compute_note"),
    path("computes/<slug:name>/detachment/", detaching.detachment, name="compute_detachment"),
    path("compute-log/", history.log, name="computes_log"),
]
