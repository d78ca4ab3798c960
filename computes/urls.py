from django.urls import path

from computes.views import charts, checking, detaching, disk, history, instances, modes, registering, targets

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
    path("instances/", instances.instances_of_mine, name="compute_instances"),
    path("instances/new/", instances.new, name="compute_instance_new"),
    path("instances/new/machine/", instances.new_machine, name="compute_instance_machine"),
    path("instances/<slug:name>/", instances.instance, name="compute_instance"),
    path("instances/<slug:name>/operations/", instances.operations, name="compute_instance_operations"),
    path("instances/<slug:name>/idle/", instances.idle, name="compute_instance_idle"),
    path("instances/<slug:name>/lab/", instances.lab, name="compute_instance_lab"),
    path("compute-log/", history.log, name="computes_log"),
]
