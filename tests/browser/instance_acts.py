"""What the arranger can do to compute instances. Needs Django set up."""

from datetime import timedelta

from django.utils import timezone

from computes.instances import moves
from computes.models import Act, Errand, Instance, Target
from studio.models import Workspace

STEPS = [("image", "Image"), ("container", "Container"), ("start", "Start")]


def instance(name: str, state: str, passed: int = 3, **facts) -> None:
    """One of the studio's owner, with so many of its steps behind it. No worker touches it while it is in an operation."""
    workspace = Workspace.objects.get()
    person = workspace.members.earliest("pk").user
    target = Target.objects.create(workspace=workspace, name=name, kind="instance", options={"container": "none"}, owner=person)
    given = {"image": "python:3.11-slim", "cpus": 2, "memory": 4 * 2**30, "active_at": timezone.now(), "idle_minutes": 60}
    Instance.objects.create(target=target, host=_host(workspace), state=state, **given | facts)
    Act.note(target, "instance", "created it on engine from python:3.11-slim", person)
    held = {"state": Errand.State.RUNNING, "held_until": timezone.now() + timedelta(hours=1)}
    Errand.objects.create(target=target, kind="instance_create", by=person, steps=_steps(passed), **held)


def instance_step(name: str, passed: int) -> None:
    Errand.objects.get(target__name=name).report(_steps(passed))


def instance_failed(name: str, trouble: str) -> None:
    found = Instance.objects.select_related("target").get(target__name=name)
    Errand.objects.get(target=found.target).end(trouble)
    assert moves.fail(found, "create", trouble, "CreateFailed")


def _steps(passed: int) -> list[dict]:
    states = ["passed"] * passed + ["running"] + ["waiting"] * len(STEPS)
    rows = zip(STEPS, states, strict=False)
    return [{"name": name, "title": title, "state": state, "detail": "", "way_out": "", "seconds": 0.5} for (name, title), state in rows]


def _host(workspace: Workspace) -> Target:
    health = {"cpus": 8, "docker": {"version": "20.10"}, "gpus": []}
    far = timezone.now() + timedelta(days=1)  # it is not asked how it is
    facts = {"kind": "docker", "options": {"docker_socket": "/nowhere.sock"}, "health": health, "probed": far, "reached": timezone.now()}
    return Target.objects.get_or_create(workspace=workspace, name="engine", defaults=facts)[0]
