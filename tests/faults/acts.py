"""What the desk can do, inside the studio's data folder. Needs Django set up."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import count
from uuid import uuid4

import numpy as np
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from computes import errands
from computes.models import Errand, Target
from runs import sourcing, submission, supervisor
from runs.drafting import drafted
from runs.models import Configuration, ConfigurationVersion, MetricChunk, Run, Snapshot, Source
from runs.sweeps import acting, submitting
from runs.sweeps.definition import read
from studio.models import Member, Token, User, Workspace

numbers = count(1)


def submit(
    script: str,
    files=None,
    variables=None,
    environment=None,
    max_seconds=None,
    arguments=None,
    workspace="main",
    target="local",
    resources=None,
) -> str:
    member = _owner(workspace)
    text = drafted(arguments=arguments, target=target, environment=environment, variables=variables, max_seconds=max_seconds)
    snapshot = _snapshot(member.workspace, {"train.py": script, **(files or {})})
    return submission.submit(member, "faults", snapshot, _version(member, text), uuid4().hex, resources=resources).key


def submit_sweep(script: str, hdconfig: str, arguments=None, variables=None, environment=None) -> str:
    member = _owner()
    version = _version(member, drafted(arguments=arguments, environment=environment, variables=variables))
    reading = read(hdconfig)
    assert reading.definition, reading.findings
    snapshot = _snapshot(member.workspace, {"train.py": script})
    return submitting.submit(member, f"sweep-{uuid4().hex[:8]}", snapshot, version, reading.definition, uuid4().hex, hdconfig).key


def look_at_sweep(key: str) -> dict:
    run = Run.objects.get(key=key)
    names = [
        "index",
        "parameters",
        "attempt",
        "score",
        "reports",
        "decision",
        "run__key",
        "run__state",
        "run__reason",
        "run__processes_left",
    ]
    trials = [{name.removeprefix("run__"): value for name, value in trial.items()} for trial in run.sweep.trials.values(*names)]
    facts = {name: getattr(run, name) for name in ("key", "state", "reason", "number")} | {"paused": run.sweep.paused}
    return facts | {"best": run.sweep.best and run.sweep.best.key, "trials": trials, "runs": run.children.count()}


def act_on_sweep(key: str, verb: str, **words) -> None:
    getattr(acting, verb)(Run.objects.get(key=key), by=_owner().user, **words)


def look(key: str) -> dict:
    run = Run.objects.get(key=key)
    names = ["pk", "number", "state", "reason", "exit_code", "signal", "processes_ended", "processes_left", "packages"]
    times = {name: getattr(run, name) and getattr(run, name).timestamp() for name in ("created", "since", "started", "ended")}
    offsets = dict(run.streams.values_list("name", "offset"))
    more = {"job": run.job_id, "offsets": offsets, "handle": run.handle, "last_seen": run.last_seen, "attempt": run.attempt}
    return {name: getattr(run, name) for name in names} | times | more | {"seconds": run.seconds, "again": run.retried and run.retried.key}


def story(key: str) -> list[dict]:
    events = Run.objects.get(key=key).events.order_by("pk")
    return [event | {"at": event["at"].timestamp()} for event in events.values("at", "kind", "before", "after", "text", "data")]


def points(key: str) -> dict:
    found: dict[str, list] = {}
    for chunk in MetricChunk.objects.filter(run__key=key).select_related("metric").order_by("metric", "start"):
        series = found.setdefault(chunk.metric.name, [])
        assert chunk.start == len(series), f"{chunk} does not follow on {len(series)} points"
        steps, values = (np.frombuffer(bytes(packed), "<f8").tolist() for packed in (chunk.steps, chunk.values_packed))
        series += [(step, value if np.isfinite(value) else str(value)) for step, value in zip(steps, values, strict=True)]
    assert {metric.name: metric.count for metric in Run.objects.get(key=key).metrics.all()} == {name: len(found[name]) for name in found}
    return found


def count_runs(experiment: str) -> int:
    return Run.objects.filter(experiment__name=experiment).count()


def cancel(key: str) -> bool:
    return submission.cancel(_owner(), Run.objects.get(key=key))


def set_target(name="local", **fields) -> None:
    Target.objects.filter(name=name, workspace__slug="main").update(**fields)


def add_target(name: str, kind: str, options: dict, host_key="", **fields) -> None:
    """`options` with its secrets among them, which are kept as secrets are."""
    secrets = {each: options.pop(each) for each in ("key", "passphrase", "password") if each in options}
    target = Target(workspace=_owner().workspace, name=name, kind=kind, options=options, host_key=host_key, **fields)
    target.seal(secrets)
    target.save()


def target(name: str) -> dict:
    found = Target.objects.get(name=name, workspace__slug="main")
    acts = [[act.kind, act.text] for act in found.acts.order_by("pk")]
    names = ("unreachable", "reached", "trouble", "host_key", "other_host_key", "health", "lease_token")
    facts = {each: getattr(found, each) for each in names}
    times = {each: facts[each] and facts[each].timestamp() for each in ("unreachable", "reached")}
    return facts | times | {"acts": acts, "outages": found.outages.count()}


def next_run(pk: int) -> None:
    """The number that the next run is given."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'runs_run'")
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('runs_run', %s)", [pk - 1])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence('runs_run', 'id'), %s, false)", [pk])


def age(key: str) -> None:
    """It ended two days ago."""
    Run.objects.filter(key=key).update(ended=timezone.now() - timedelta(days=2))


def clear() -> None:
    supervisor.clear()


def errand(name: str, kind: str, **ask) -> int:
    return errands.ask_for(Target.objects.get(name=name, workspace__slug="main"), kind, _owner().user, **ask).pk


def look_at_errand(pk: int) -> dict:
    found = Errand.objects.get(pk=pk)
    return {"over": found.over, "trouble": found.trouble, "answer": found.answer}


def another_workspace(slug: str) -> None:
    """One more, of the same owner, with this machine as its target."""
    workspace = Workspace.objects.create(name=slug.title(), slug=slug)
    Member.objects.create(workspace=workspace, user=_owner("main").user, role="owner")
    Target.objects.create(workspace=workspace, name="local", kind="local")


def damage(key: str) -> None:
    """The files of this run's snapshot are lost."""
    Snapshot.objects.filter(runs__key=key).update(commit="0" * 40)


def token() -> str:
    return Token.issue(_owner(), "faults")[1]


def lease() -> int:
    return Target.objects.get(name="local", workspace__slug="main").lease_token


def can_write() -> bool:
    try:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0.3, isolation_level=None)) as impatient:
                impatient.execute("BEGIN IMMEDIATE")
        else:
            with transaction.atomic():
                list(Target.objects.select_for_update(nowait=True))
    except (sqlite3.OperationalError, OperationalError):
        return False
    return True


def stranger() -> str:
    workspace = Workspace.objects.create(name="Elsewhere", slug="elsewhere")
    user = User.objects.create(username="sam", name="Sam")
    Member.objects.create(workspace=workspace, user=user, role="owner")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def _owner(workspace: str = "main") -> Member:
    return Member.objects.filter(workspace__slug=workspace).earliest("pk")


def _version(member: Member, text: str) -> ConfigurationVersion:
    configuration = Configuration.objects.create(workspace=member.workspace, name=f"fault-{next(numbers)}-{uuid4().hex[:6]}")
    return configuration.revise(None, text)


def _snapshot(workspace: Workspace, files: dict[str, str]) -> Snapshot:
    source, _ = Source.objects.get_or_create(workspace=workspace, name="faults", defaults={"kind": Source.Kind.UPLOAD})
    store = sourcing.store_of(workspace.pk)
    tree = store.write_tree({path: ("100644", store.put_blob(text.encode())) for path, text in files.items()})
    if known := source.snapshots.filter(tree=tree).first():
        return known
    commit = store.commit(tree, None, "arranged", "Tests <tests@localhost>")
    return Snapshot.add(source, commit=commit, tree=tree, files=len(files), bytes=sum(map(len, files.values())))
