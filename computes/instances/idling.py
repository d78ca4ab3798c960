from datetime import datetime, timedelta

from computes.models import Instance, InstanceState


def idle_end(instance: Instance) -> datetime | None:
    """When it is stopped by itself if nothing happens; None: never."""
    if not instance.idle_minutes or instance.state not in (InstanceState.RUNNING, InstanceState.SETUP_FAILED):
        return None
    return (instance.active_at or instance.since) + timedelta(minutes=instance.idle_minutes)
