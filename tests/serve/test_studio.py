"""A whole studio: up with one command, alive whatever is killed, and gone when told."""

import os
import signal
import subprocess
import time

import httpx
import pytest

from studio.serve import identity
from tests.live import LiveStudio, free_port

PROGRAMS = ["valkey", "web", "worker"]


def pids(studio: LiveStudio) -> dict[str, int]:
    return {name: studio.pid(name) for name in PROGRAMS}


def back_again(studio: LiveStudio, before: dict[str, int], *names: str) -> bool:
    return all(studio.pid(name) not in (0, before[name]) for name in names) and studio.answers()


def none_left(before: dict[str, int]) -> bool:
    return not any(map(identity.started, before.values()))


def test_it_starts_prints_a_sign_in_link_that_works_once_and_stops(a_studio):
    studio = a_studio().start()
    link, running = studio.link, pids(studio)
    assert all(running.values())
    assert link.startswith(f"{studio.url}/link/")
    studio.owner()
    assert httpx.get(link).status_code == 410
    assert studio.stop() == 0
    assert "stopped" in studio.output
    assert none_left(running)

    began = time.monotonic()
    studio.start()
    assert time.monotonic() - began < 60  # ten seconds on a machine that does nothing else: tests.bench.startup
    assert "/link/" not in studio.output, "there is an owner already"
    studio.owner()


@pytest.mark.parametrize("killed", [["web"], ["worker"], ["valkey"], PROGRAMS], ids=" ".join)
def test_what_is_killed_comes_back(live_studio, killed):
    before = pids(live_studio)
    live_studio.kill(*killed)
    live_studio.until(lambda: back_again(live_studio, before, *killed), f"{killed} is back")
    assert [pid for name, pid in pids(live_studio).items() if name not in killed] == [
        pid for name, pid in before.items() if name not in killed
    ]
    assert all(f"{name:<9} was ended by SIGKILL; starting again" in live_studio.output for name in killed)


def test_a_visitor_who_comes_while_the_web_is_down_waits_instead_of_being_turned_away(live_studio):
    live_studio.kill("web")
    assert httpx.get(f"{live_studio.url}/healthz/", timeout=20).status_code == 200


def test_after_kill_9_of_everything_the_next_start_takes_over(a_studio):
    studio = a_studio().start()
    before = pids(studio)
    studio.process.kill()
    studio.process.wait()
    studio.start()
    assert none_left(before)
    assert studio.answers()


def test_a_program_that_outlived_its_studio_is_ended_by_the_next_start(a_studio):
    studio = a_studio().start()
    before = pids(studio)
    # Stopped processes cannot follow the request to end that the kernel sends them with their parent's death.
    studio.kill(*PROGRAMS, number=signal.SIGSTOP)
    studio.process.kill()
    studio.process.wait()
    studio.start()
    assert "of a studio that was killed has been ended" in studio.output
    assert none_left(before)


def test_a_second_request_to_stop_ends_everything_at_once(a_studio):
    studio = a_studio().start()
    before = pids(studio)
    studio.kill("worker", number=signal.SIGSTOP)  # it will not stop by itself
    studio.process.send_signal(signal.SIGINT)
    studio.until(lambda: "stopping" in studio.output, "it is stopping")
    began = time.monotonic()
    studio.process.send_signal(signal.SIGINT)
    assert studio.process.wait(10) == 0
    assert time.monotonic() - began < 3
    assert "ended at once" in studio.output
    assert none_left(before)


def test_a_program_that_does_not_stop_is_killed_after_a_while(a_studio):
    studio = a_studio().start()
    before = pids(studio)
    studio.kill("worker", number=signal.SIGSTOP)
    assert studio.stop(patience=15) == 0
    assert none_left(before)


def test_a_second_studio_on_the_same_data_folder_is_refused_and_harms_nobody(live_studio):
    second = LiveStudio(live_studio.data)
    second.output_file = live_studio.data.with_name("second.output")
    second.launch()
    assert second.process.wait(20) == 2
    assert f"Another studio (process {live_studio.process.pid}) already uses the data folder" in second.output
    assert live_studio.answers()


def test_a_database_that_cannot_be_reached_is_said_and_nothing_is_left_running(a_studio):
    studio = a_studio(DATABASE_URL=f"postgres://nobody@127.0.0.1:{free_port()}/none")
    studio.launch()
    assert studio.process.wait(30) == 2
    assert "The database could not be prepared" in studio.output
    assert "Connection refused" in studio.output
    assert not list((studio.data / "run").glob("*.pid"))


def test_a_given_broker_is_used_instead_of_an_embedded_one(a_studio):
    with_broker = a_studio().start()
    address = (with_broker.data / "run" / "redis.url").read_text().strip()
    studio = a_studio(REDIS_URL=address).start()
    assert studio.pid("valkey") == 0
    assert studio.answers()


def test_programs_write_byte_code_whatever_the_machine_says(a_studio):
    studio = a_studio(PYTHONDONTWRITEBYTECODE="1").start()
    for name in ("web", "worker"):
        with open(f"/proc/{studio.pid(name)}/environ", "rb") as environment:
            assert b"PYTHONDONTWRITEBYTECODE" not in environment.read()


def test_a_data_folder_with_an_odd_and_long_name(a_studio, tmp_path):
    studio = a_studio()
    studio.data = tmp_path.joinpath('with "quotes" 100% and spaces?', *["a-long-name-of-a-folder"] * 4)
    studio.start()
    studio.owner()
    before = pids(studio)
    studio.kill("valkey")
    studio.until(lambda: back_again(studio, before, "valkey"), "valkey is back")


def test_its_own_memory_stays_small(live_studio):
    rollup = open(f"/proc/{live_studio.process.pid}/smaps_rollup").read()
    assert int(rollup.split("Pss:")[1].split()[0]) < 15 * 1024


def test_secrets_in_the_data_folder_are_readable_by_their_owner_alone(live_studio):
    private = ["secret.key", "django.key", "valkey/valkey.conf", "valkey/password", "run/redis.url", "logs/web.log"]
    assert {name: os.stat(live_studio.data / name).st_mode & 0o077 for name in private} == dict.fromkeys(private, 0)


def test_the_help_of_make_names_every_target():
    printed = subprocess.run(["make"], capture_output=True, text=True, check=True).stdout
    assert all(f"make {target} " in printed for target in ("run", "demo", "test", "check", "bench", "clean"))
