from __future__ import annotations

import threading
import time

import pytest

from easyread.speech.watchdog import Watchdog


class Bites:
    """Counts its calls, and tells when the first one came."""

    def __init__(self) -> None:
        self.count, self.first = 0, threading.Event()

    def __call__(self) -> None:
        self.count += 1
        self.first.set()


@pytest.fixture
def bites() -> Bites:
    return Bites()


def test_what_takes_too_long_is_bitten_once_and_in_time(bites: Bites) -> None:
    dog, began = Watchdog(bites), time.monotonic()
    with dog.watch(0.2):
        assert bites.first.wait(5)
    assert time.monotonic() - began >= 0.2
    time.sleep(0.3)
    assert bites.count == 1
    dog.end()


def test_what_ends_in_time_is_left_alone(bites: Bites) -> None:
    dog = Watchdog(bites)
    for _ in range(20):
        with dog.watch(2.0):  # long, for a machine that does other things
            pass
    time.sleep(2.3)
    assert bites.count == 0
    dog.end()


@pytest.mark.parametrize("pause", [0, 0.05, 0.3])
def test_short_time_after_a_long_one_is_kept(bites: Bites, pause: float) -> None:
    """As a line of five seconds after a start of fifteen."""
    dog = Watchdog(bites)
    with dog.watch(60):
        time.sleep(0.1)
    time.sleep(pause)
    with dog.watch(0.1):
        assert bites.first.wait(5)
    dog.end()


def test_watch_after_a_long_quiet_time_is_kept(bites: Bites) -> None:
    dog = Watchdog(bites)
    with dog.watch(0.05):
        pass
    time.sleep(0.4)  # it sleeps by now
    with dog.watch(0.1):
        assert bites.first.wait(5)
    dog.end()


def test_end_ends_its_thread(bites: Bites) -> None:
    before = set(threading.enumerate())
    dog = Watchdog(bites)
    with dog.watch(60):
        [mine] = set(threading.enumerate()) - before
    dog.end()
    mine.join(5)
    assert not mine.is_alive()
