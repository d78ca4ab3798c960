"""Ears come and go by the thousand in a worker: none leaves anything behind."""

import time

from channels.layers import get_channel_layer

from studio import doorbell


def groups() -> set[str]:
    """What this process's bells' loop is subscribed to."""
    layers = [layer for loop, layer in get_channel_layer()._layers.items() if loop is doorbell._loop()]
    return {group for layer in layers for group in layer.groups}


def until(found) -> None:
    deadline = time.monotonic() + 30
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_ear_that_is_closed_at_once_leaves_no_subscription():
    ear = doorbell.Ear("sweep.1")
    until(lambda: any("sweep.1" in group for group in groups()))
    for number in range(2, 12):
        doorbell.Ear(f"sweep.{number}").close()
    ear.close()
    until(lambda: not any("sweep." in group for group in groups()))


def test_a_bell_is_heard_however_often_it_was_rung_meanwhile():
    ear = doorbell.Ear("sweep.1")
    try:
        until(lambda: any("sweep.1" in group for group in groups()))
        for _ in range(3):
            for _ in range(20):
                doorbell.ring("sweep.1", "sweep.2")
            assert ear.wait(30)
    finally:
        ear.close()
