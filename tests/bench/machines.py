"""Three machines of the bench's own behind real SSH servers, each in a network of its own, as compute targets of a live studio."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trainshed
from trainshed import machines

from computes.host_keys import fingerprint
from tests.bench.bench_studio import BenchStudio
from tests.machines.hosts import Host, hosts

MACHINES = 3


class Site:
    """A studio, the machines, and a program with an owner's token that says everything that a person would."""

    def __init__(self, studio: BenchStudio, these: list[Host]):
        self.studio, self.hosts = studio, these
        self.program = trainshed.Studio(studio.live.url, studio.live.manage("token", "ada", "--role", "owner").strip())
        self.names = [f"machine-{number}" for number in range(len(these))]

    def attach(self, number: int, slots: int = 20) -> None:
        """As the wizard and the command line do it: registered, its host key compared, every step of its check green."""
        host = self.hosts[number]
        options = {name: str(value) for name, value in host.options.items() if name not in ("key", "host_key")}
        target = machines.registered(
            self.program, self.names[number], "ssh", {"options": options, "secrets": {"key": host.key}, "slots": slots}
        )
        now, errand = machines.checked(target, lambda machine, shown, algorithm: shown == fingerprint(host.host_key))
        assert now.mode == "open", machines.trouble(errand)

    def offer(self, name: str, script: str) -> None:
        """A source of this script, and a configuration `name-machine` for each machine."""
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "train.py").write_text(script)
            self.program.new_source(name).upload(folder)
        for machine in self.names:
            self.program.new_configuration(f"{name}-{machine}", "train.py", machine, source=name)

    def submit(self, name: str, number: int = 0, arguments: list[str] | None = None) -> str:
        """The key of a new run of it on that machine."""
        return self.program.submit("bench", f"{name}-{self.names[number % len(self.names)]}", arguments=arguments).key

    def cancel(self, keys: list[str]) -> None:
        for key in keys:
            self.program.run(key).cancel()
        for key in keys:
            self.program.run(key).wait(60)


@contextmanager
def site(**environment: str) -> Iterator[Site]:
    with hosts(MACHINES) as these, BenchStudio({}, **environment) as studio:
        yield Site(studio, these)
