"""The cast and the arrangements that every test may ask for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.live import LiveStudio

# -- the database ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in use: in memory, threads that share it lock each other's tables out instead of waiting."""
    from django.db import connections

    from studio import datafolder

    if connections["default"].vendor == "sqlite":
        connections["default"].settings_dict["TEST"]["NAME"] = str(datafolder.path() / "tests.sqlite3")


# -- the cast: a member of each role, and somebody from elsewhere ------------------------------------------------------


@pytest.fixture
def workspace(db):
    from studio.models import Workspace

    return Workspace.objects.create(name="Vision team", slug="vision")


@pytest.fixture
def owner(workspace):
    return _member(workspace, "olivia", "owner")


@pytest.fixture
def contributor(workspace):
    return _member(workspace, "carl", "contributor")


@pytest.fixture
def reader(workspace):
    return _member(workspace, "rita", "reader")


@pytest.fixture
def stranger(db):
    """An owner, but of another workspace."""
    from studio.models import Workspace

    return _member(Workspace.objects.create(name="Speech team", slug="speech"), "sam", "owner")


@pytest.fixture
def browse() -> Callable[..., Client]:
    """`browse(owner)`: a browser in which that member is signed in; `browse()`: nobody is."""

    def open_browser(member=None) -> Client:
        client = Client()
        if member:
            client.force_login(member.user)
        return client

    return open_browser


def _member(workspace, name: str, role: str):
    from studio.models import Member, User

    return Member.objects.create(workspace=workspace, user=User.objects.create(username=name, name=name.title()), role=role)


# -- arrangements ------------------------------------------------------------------------------------------------------


@pytest.fixture
def target(workspace):
    """A healthy local target of the workspace."""
    from computes.models import Target

    return Target.objects.create(workspace=workspace, name="local", kind="local", reached=timezone.now())


@pytest.fixture
def a_snapshot(workspace) -> Callable:
    """`a_snapshot({"train.py": b"print(1)"}, source="digits")`: real files in the workspace's real store."""
    return lambda files=None, source="digits": _snapshot(workspace, files or {"train.py": b"print('hello')\n"}, source)


@pytest.fixture
def a_configuration(workspace, target) -> Callable:
    """`a_configuration("train", script="train.py", arguments=["--fast"])`: the newest version of that configuration.

    `text` and `companions` instead of fields are taken as they are."""

    def revise(name="train", **fields):
        from runs.drafting import drafted
        from runs.models import Configuration

        configuration, _ = Configuration.objects.get_or_create(workspace=workspace, name=name)
        by, companions = fields.pop("by", None), fields.pop("companions", {})
        text = fields.pop("text", None) or drafted(**fields | {"target": str(fields.get("target", target))})
        return configuration.revise(by, text, companions)

    return revise


@pytest.fixture
def an_environment(workspace, owner) -> Callable:
    """`an_environment("torch", "torch==2")`: a version of that name with these pip lines."""

    def register(name="torch", *pip: str, **others):
        from runs import environments

        tree = {"python": {"condaDependencies": {"dependencies": ["python", {"pip": list(pip) or ["torch"]}]}}, **others}
        return environments.register(workspace, name, environments.definition(tree, {}, {}.get), owner.user)

    return register


@pytest.fixture
def curated(db):
    """The environments that come with Trainshed, by name."""
    from runs.environments.curated import prepare

    return {version.environment.name: version for version in prepare()}


@pytest.fixture
def a_run(workspace, a_snapshot, a_configuration) -> Callable:
    """`a_run(state="Running", files={...}, experiment="digits", by=contributor)`: a run as if it had come that far.

    Other fields go onto the run's row as they are."""

    def arrange(state="NotStarted", files=None, experiment="digits", by=None, configuration=None, **fields):
        from runs.models import Experiment, Run

        version = configuration or a_configuration()
        run = Run.create(
            Experiment.objects.get_or_create(workspace=workspace, name=experiment)[0],
            snapshot=fields.pop("snapshot", None) or a_snapshot(files),
            configuration=version,
            target=version.target,
            arguments=version.arguments,
            submitted_by=by.user if by else None,
            submission=uuid4().hex,
        )
        _bring_to(run, state)
        if fields:
            Run.objects.filter(pk=run.pk).update(**fields)
        run.refresh_from_db()
        return run

    return arrange


@pytest.fixture
def a_sweep(workspace, a_snapshot, a_configuration) -> Callable:
    """`a_sweep(20, running=2, by=contributor)`: a sweep with so many trials, as tests.sweeps.arrange makes it."""

    def arrange(count=0, by=None, **words):
        from tests import sweeps

        return sweeps.arrange(words.pop("configuration", None) or a_configuration(), a_snapshot(), count, by=by and by.user, **words).sweep

    return arrange


def _snapshot(workspace, files: dict[str, bytes], name: str):
    from runs import sourcing
    from runs.models import Snapshot, Source

    source, _ = Source.objects.get_or_create(workspace=workspace, name=name, defaults={"kind": Source.Kind.UPLOAD})
    store = sourcing.store_of(workspace.pk)
    tree = store.write_tree({path: ("100644", store.put_blob(content)) for path, content in files.items()})
    commit = store.commit(tree, None, "arranged", "Tests <tests@localhost>")
    return Snapshot.add(source, commit=commit, tree=tree, files=len(files), bytes=sum(map(len, files.values())))


def _bring_to(run, state: str) -> None:
    """Along the moves that a real run makes, so that its events and times are like a real one's."""
    road = ["Preparing", "Running", "Finalizing", "Completed"]
    ends = {
        "Failed": road[:3],
        "Canceled": [*road[:2], "CancelRequested", "Finalizing"],
        "CancelRequested": road[:2],
        "NotResponding": road[:2],
    }
    steps = ends.get(state, road[: road.index(state)] if state in road else [])
    for step in [*steps, state]:
        assert step == run.state or run.move(step), f"a run cannot go from {run.state} to {step}"


# -- whole studios -----------------------------------------------------------------------------------------------------


@pytest.fixture
def a_studio(tmp_path: Path) -> Iterator[Callable[..., LiveStudio]]:
    """`a_studio()`: a studio of the test's own, not started yet; the test may do to it what it likes."""
    studios: list[LiveStudio] = []

    def make(**environment: str) -> LiveStudio:
        studios.append(LiveStudio(tmp_path / f"data{len(studios)}", **environment))
        return studios[-1]

    yield make
    for studio in studios:
        studio.close()


@pytest.fixture(scope="module")
def live_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    """A running studio that the tests of one file share."""
    studio = LiveStudio(tmp_path_factory.mktemp("live") / "data").start()
    yield studio
    studio.close()


# -- an S3 server of the tests' own --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def s3_server():
    from tests.computes.data.s3 import S3

    server = S3()
    yield server
    server.close()


@pytest.fixture
def s3(s3_server):
    """The server with nothing in it but the empty bucket `team`."""
    s3_server.reset()
    return s3_server


# -- a container engine of the tests' own ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def dockerd():
    """A real dockerd, shared by a test process, with the image `dockerd.image` in it. Leave it as you found it."""
    from tests.machines.docker import Dockerd

    engine = Dockerd().start()
    try:
        yield engine.import_base()
    finally:
        engine.close()


# -- machines behind SSH -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sshd_of_all():
    """One server that the tests of a process share; ask for `an_sshd`."""
    from tests.machines.sshd import sshd

    with sshd() as server:
        yield server


@pytest.fixture
def an_sshd(sshd_of_all):
    """A real sshd on loopback, for a plain user: `an_sshd.options` open it as a target of kind "ssh" (see tests/machines/sshd.py).

    It is shared: what a test does to its files it undoes. Who wants to break one starts its own: `with sshd() as server`."""
    return sshd_of_all


@pytest.fixture(scope="session")
def hosts_of_all():
    from tests.machines.hosts import hosts

    with hosts(3) as all_three:
        yield all_three


@pytest.fixture
def three_hosts(hosts_of_all):
    """Three machines, each with its own network, processes and boot id, behind sshd: `host.options`, `cut()`, `heal()`, `reboot()`,
    `power_off()`, `start()`, `inside("mount", …)` (see tests/machines/hosts.py). They are whole again afterwards."""
    yield hosts_of_all
    for host in hosts_of_all:
        host.mend()
