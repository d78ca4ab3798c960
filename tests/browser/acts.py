"""What the arranger can do, inside the studio's data folder. Needs Django set up."""

import base64
import json
from uuid import uuid4

import numpy as np
from django.db import transaction
from django.utils import timezone

from computes.models import Target
from runs import logs, sourcing
from runs.drafting import drafted
from runs.models import Configuration, Experiment, Metric, MetricChunk, Output, Run, Snapshot, Source, Stream
from runs.supervisor.journal import Journal, closing
from studio import doorbell
from studio.models import Workspace

ROADS = {
    "NotStarted": [],
    "Queued": ["Queued"],
    "Preparing": ["Preparing"],
    "Running": ["Preparing", "Running"],
    "Completed": ["Preparing", "Running", "Finalizing", "Completed"],
    "Failed": ["Preparing", "Running", "Finalizing", "Failed"],
    "Canceled": ["Preparing", "Running", "CancelRequested", "Finalizing", "Canceled"],
}


def run(state: str, name: str = "", **fields) -> str:
    workspace = Workspace.objects.get()
    version = _version(workspace)
    experiment, _ = Experiment.objects.get_or_create(workspace=workspace, name="arranged")
    with transaction.atomic():
        made = Run.create(
            experiment,
            name=name,
            snapshot=_snapshot(workspace),
            configuration=version,
            target=version.target,
            submitted_by=workspace.members.earliest("pk").user,
            submission=uuid4().hex,
        )
    for step in ROADS[state]:
        assert made.move(step)
    Run.objects.filter(pk=made.pk).update(**fields)
    return made.key


def move(key: str, state: str, **fields) -> None:
    found = Run.objects.get(key=key)
    for step in ROADS[state][ROADS[state].index(found.state) + 1 :] if found.state in ROADS[state] else [state]:
        assert found.move(step, **fields)


def log(key: str, text: str, name: str, times: int) -> None:
    found = Run.objects.get(key=key)
    stream, _ = Stream.objects.get_or_create(run=found, name=name)
    stream.path.parent.mkdir(parents=True, exist_ok=True)
    data = "".join(text.replace("{n}", str(n)) for n in range(times)).encode()
    stream.lines = logs.write(stream.path, stream.offset, stream.lines, data)
    stream.offset = stream.size = stream.offset + len(data)
    stream.save()
    doorbell.ring(doorbell.run(found.pk))


def points(key: str, name: str, values: list) -> None:
    found = Run.objects.get(key=key)
    metric, _ = Metric.objects.get_or_create(run=found, name=name)
    packed = np.array([float(value) for value in values], "<f8")
    steps = np.arange(metric.count, metric.count + packed.size, dtype="<f8")
    MetricChunk.objects.create(
        metric=metric,
        run=found,
        start=metric.count,
        count=packed.size,
        steps=steps.tobytes(),
        values_packed=packed.tobytes(),
        times=(1.7e9 + steps).tobytes(),
    )
    last = float(packed[-1])
    Metric.objects.filter(pk=metric.pk).update(count=metric.count + packed.size, last=last if np.isfinite(last) else None)
    doorbell.ring(doorbell.run(found.pk))


def journal(key: str, facts: list) -> None:
    """These lines of metrics.jsonl have arrived."""
    found = Run.objects.get(key=key)
    stream, _ = Stream.objects.get_or_create(run=found, name="metrics.jsonl")
    stream.offset += len(facts)  # each batch has a higher revision
    stream.save()
    with transaction.atomic():
        Journal(found).store(b"".join(json.dumps(fact, separators=(",", ":")).encode() + b"\n" for fact in facts), stream.offset)
    doorbell.ring(doorbell.run(found.pk))


def close_books(key: str) -> None:
    """What the supervisor does with what was logged when the run ends."""
    with transaction.atomic():
        closing.close(Run.objects.get(key=key))


def output(key: str, path: str, content: str) -> None:
    """A file that was collected; `content` in base64."""
    found = Run.objects.get(key=key)
    data = base64.b64decode(content)
    made = Output.objects.create(run=found, path=path, size=len(data), modified=timezone.now())
    made.file.parent.mkdir(parents=True, exist_ok=True)
    made.file.write_bytes(data)


def _version(workspace: Workspace):
    target, _ = Target.objects.get_or_create(workspace=workspace, name="arranged", defaults={"kind": "local"})
    target.lease(86_400)  # so that the studio's own worker leaves these runs as the tests arrange them
    configuration, _ = Configuration.objects.get_or_create(workspace=workspace, name="arranged")
    return configuration.revise(None, drafted(arguments=["--fast"], target=target.name))


def _snapshot(workspace: Workspace) -> Snapshot:
    source, _ = Source.objects.get_or_create(workspace=workspace, name="arranged", defaults={"kind": Source.Kind.UPLOAD})
    if newest := source.snapshots.order_by("-number").first():
        return newest
    store = sourcing.store_of(workspace.pk)
    files = {"train.py": b"print('hello')\n", "model/net.py": b"class Net:\n    pass\n"}
    tree = store.write_tree({path: ("100644", store.put_blob(content)) for path, content in files.items()})
    commit = store.commit(tree, None, "arranged", "Tests <tests@localhost>")
    return Snapshot.add(source, commit=commit, tree=tree, files=len(files), bytes=30)
