"""A whole studio on one machine: its programs started in order, watched, and stopped in order."""

import signal
import subprocess
import time
from collections.abc import Callable
from socket import socket

from studio.serve import console, programs, signals
from studio.serve.console import say
from studio.serve.health import web_answers
from studio.serve.options import Options
from studio.serve.program import Program, ending
from studio.serve.refusal import Refusal
from studio.serve.valkey import Valkey

GIVE_UP_AFTER = 4  # deaths of one program before the studio was up
TRIM_EVERY = 30.0


class Studio:
    def __init__(self, options: Options, listener: socket):
        self.options = options
        self.valkey = None if options.redis_url else Valkey(options.data)
        self.environment = programs.environment(options, self.valkey.url if self.valkey else options.redis_url)
        self.broker = [self._program("valkey", self.valkey.prepare())] if self.valkey else []
        self.site = [self._program("worker", programs.worker()), self._program("web", programs.web(listener.fileno()), listener.fileno())]

    @property
    def programs(self) -> list[Program]:
        return self.broker + self.site

    def start(self) -> None:
        """Everything up and answering, or a Refusal that says what did not come up."""
        for program in self.broker:
            program.start()
        if self.valkey:
            self._until(self.valkey.answers, "valkey", 10)
        link = self._set_up()
        for program in self.site:
            program.start()
        self._until(lambda: web_answers(self.options), "web", 60)
        self._welcome(link)

    def watch(self) -> None:
        """Keeps the programs alive until a signal interrupts it."""
        while True:
            for program in self.programs:
                program.look()
                program.log.trim()
            signals.wait(min(TRIM_EVERY, *(program.seconds_to_wait() for program in self.programs)))

    def stop(self) -> None:
        """The web and the worker first, for they use the broker. Runs go on: they are not ours to stop."""
        self._stop(self.site, patience=8)
        self._stop(self.broker, patience=5)

    def kill(self) -> None:
        self._stop(self.programs, patience=0)

    def _program(self, name: str, command: list[str], *descriptors: int) -> Program:
        return Program(name, command, self.options.data, self.environment, descriptors)

    def _until(self, ready: Callable[[], bool], name: str, patience: float) -> None:
        began = time.monotonic()
        while not ready():
            for program in self.programs:
                program.look()
                if program.deaths >= GIVE_UP_AFTER:
                    raise Refusal(f"The {program.name} cannot start: it ended {program.deaths} times. Its log is {program.log.path}.")
            if time.monotonic() - began > patience:
                raise Refusal(f"The {name} did not answer within {patience:.0f} s. Its log is {self.options.data / 'logs' / name}.log.")
            signals.wait(0.02)
        say(name, f"ready after {time.monotonic() - began:.1f} s", "good")

    def _set_up(self) -> str:
        """Migrates and prepares the workspace; the first owner's sign-in link while there is none."""
        began = time.monotonic()
        process = subprocess.Popen(
            programs.prepare(self.options),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            lines = process.communicate()[0].splitlines()
        except signals.Stop:
            process.terminate()
            process.wait()
            raise
        if process.returncode:
            console.show(lines[-25:])
            raise Refusal(f"The database could not be prepared: the set-up {ending(process.returncode)} (its last lines are above).")
        say("database", f"up to date after {time.monotonic() - began:.1f} s", "good")
        return next((line for line in lines if "/link/" in line), "")

    def _welcome(self, link: str) -> None:
        print(f"\n  {console.paint(link or self.options.url, 'bold')}")
        if link:
            print("  Open this link to become the studio's owner. It works once.")
        print("\n  Ctrl-C stops the studio; active runs go on, and the next start finds them again.\n", flush=True)

    def _stop(self, stopping: list[Program], patience: float) -> None:
        for program in stopping:
            program.signal(signal.SIGTERM)
        deadline = time.monotonic() + patience
        while not all(program.gone() for program in stopping) and time.monotonic() < deadline:
            signals.wait(0.1)
        for program in stopping:
            program.signal(signal.SIGKILL)
            if program.process:
                program.process.wait()
            program.forget()
