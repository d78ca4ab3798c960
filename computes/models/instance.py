from django.db import models

from .target import Target


class InstanceState(models.TextChoices):
    """Azure ML's names (its ComputeInstance, SDK 1.11)."""

    CREATING = "Creating", "Creating"
    CREATE_FAILED = "CreateFailed", "Create failed"
    DELETING = "Deleting", "Deleting"
    RUNNING = "Running", "Running"
    RESTARTING = "Restarting", "Restarting"
    JOB_RUNNING = "JobRunning", "Job running"
    SETTING_UP = "SettingUp", "Setting up"
    SETUP_FAILED = "SetupFailed", "Setup failed"
    STARTING = "Starting", "Starting"
    STOPPED = "Stopped", "Stopped"
    STOPPING = "Stopping", "Stopping"
    USER_SETTING_UP = "UserSettingUp", "User setting up"
    USER_SETUP_FAILED = "UserSetupFailed", "User setup failed"
    UNKNOWN = "Unknown", "Unknown"
    UNUSABLE = "Unusable", "Unusable"


class Instance(models.Model):
    """What makes a target a compute instance: a machine of one person (`target.owner`) that can be started and stopped.

    Either a long-lived container on `host`, a target with Docker; or, without `host`, an SSH machine that `start_command` and `stop_command`,
    run on the studio's machine, start and stop."""

    target = models.OneToOneField(Target, models.CASCADE, related_name="instance")
    host = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="instances")
    image = models.CharField(max_length=500, blank=True)
    cpus = models.FloatField(null=True, blank=True)
    memory = models.PositiveBigIntegerField(null=True, blank=True)  # bytes
    gpus = models.JSONField(default=list, blank=True)
    start_command = models.JSONField(default=list, blank=True)  # a list of words: no shell
    stop_command = models.JSONField(default=list, blank=True)
    container = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=100, blank=True)  # the container's own, as its host reaches it
    token = models.CharField(max_length=64, blank=True)  # made anew with each start; what JupyterLab asks the studio's proxy for

    state = models.CharField(max_length=20, choices=InstanceState, default=InstanceState.CREATING)
    since = models.DateTimeField(auto_now_add=True)
    # {"operationName", "operationTime", "operationStatus"}, with Azure ML's words.
    last_operation = models.JSONField(default=dict, blank=True)
    trouble = models.TextField(blank=True)
    idle_minutes = models.PositiveIntegerField(null=True, blank=True)  # None: never stopped by itself
    active_at = models.DateTimeField(null=True)  # when a run, or JupyterLab, was last busy on it

    def __str__(self) -> str:
        return str(self.target)
