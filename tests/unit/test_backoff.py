"""Growing waits between tries."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from easyread.book import backoff
from easyread.book.backoff import Backoff
from easyread.book.refusals import MustWait
from tests.books import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "tries.json"


def wait_of(tries: Backoff, bucket: str = "a") -> int:
    """Seconds that the next try has to wait. Counts a try when there is none."""
    try:
        tries.count(bucket)
    except MustWait as wait:
        return wait.seconds
    return 0


def test_three_tries_are_free_and_from_the_fourth_each_doubles_the_wait(file, clock):
    tries, waits = Backoff(file, clock), []
    for _ in range(3):
        tries.count("a")
    for _ in range(4):
        tries.count("a")
        waits.append(wait_of(tries))
        clock.now += waits[-1]
    assert waits == [15, 30, 60, 120]


def test_the_wait_never_grows_above_an_hour(file, clock):
    file.write_text(json.dumps({"a": {"count": 5000.0, "wait": 0}}))
    tries = Backoff(file, clock)
    tries.count("a")
    assert wait_of(tries) == 3600


def test_another_door_does_not_wait(file, clock):
    tries = Backoff(file, clock)
    for _ in range(4):
        tries.count("a")
    assert wait_of(tries, "a") == 15
    assert wait_of(tries, "b") == 0


def test_a_try_is_on_the_disk_before_it_is_made(file, clock):
    Backoff(file, clock).count("a")
    assert json.loads(file.read_bytes())["a"]["count"] == 1


def test_a_refused_try_is_not_counted(file, clock):
    tries = Backoff(file, clock)
    for _ in range(4):
        tries.count("a")
    before = file.read_bytes()
    assert wait_of(tries) == 15
    assert file.read_bytes() == before


def test_of_forty_tries_at_once_four_are_made(file):
    tries = Backoff(file)
    with ThreadPoolExecutor(40) as pool:
        waits = list(pool.map(lambda _: wait_of(tries), range(40)))
    assert waits.count(0) == 4


def test_a_restart_begins_the_rest_of_the_wait_again(file, clock):
    tries = Backoff(file, clock)
    for _ in range(4):
        tries.count("a")
    clock.now += 10
    assert wait_of(tries) == 5
    assert wait_of(Backoff(file, clock)) == 15


def test_the_wait_that_passed_is_written_down_once_a_minute(file, clock):
    file.write_text(json.dumps({"a": {"count": 9.0, "wait": 900.0}}))
    tries = Backoff(file, clock)
    clock.now += 59
    tries.keep_time()
    assert wait_of(Backoff(file, clock)) == 900
    clock.now += 1
    tries.keep_time()
    assert wait_of(Backoff(file, clock)) == 840


def test_setting_the_clock_does_nothing(file, monkeypatch):
    tries = Backoff(file)
    for _ in range(4):
        tries.count("a")
    for moved in (-1e6, 1e6):
        now = time.time() + moved
        monkeypatch.setattr(time, "time", lambda now=now: now)
        assert wait_of(tries) == 15
        assert wait_of(Backoff(file)) == 15


def test_an_opening_forgives_a_few_slips(file, clock):
    tries = Backoff(file, clock)
    tries.count("a")
    tries.forgive("a")
    assert json.loads(file.read_bytes()) == {}


def test_an_opening_ends_the_wait_but_gives_back_no_free_tries(file, clock):
    """Else somebody could open their own book behind the same door between guesses at another's."""
    tries = Backoff(file, clock)
    for _ in range(4):
        tries.count("a")
    tries.forgive("a")
    guesses = 0
    while wait_of(tries) == 0 and guesses < 50:
        guesses += 1
    assert guesses == 1


def test_one_try_is_forgotten_in_a_quarter_of_an_hour(file, clock):
    tries = Backoff(file, clock)
    for _ in range(3):
        tries.count("a")
    clock.now += 900
    tries.count("a")
    assert wait_of(tries) == 0


def test_nothing_is_left_when_all_tries_are_forgotten(file, clock):
    tries = Backoff(file, clock)
    for _ in range(3):
        tries.count("a")
    clock.now += 3 * 900
    tries.keep_time()
    assert json.loads(file.read_bytes()) == {}


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"\xff\xfe", b"[]", b'{"a": 1}', b'{"a": {"count": -5, "wait": 0}}', b'{"a": {"wait": 1e9}}'],
)
def test_a_damaged_file_makes_everybody_wait_once_and_not_for_ever(file, clock, damage):
    file.write_bytes(damage)
    assert wait_of(Backoff(file, clock)) == 900
    assert list(json.loads(file.read_bytes())) == ["every"]  # a whole file again
    tries = Backoff(file, clock)
    clock.now += 899
    assert wait_of(tries) == 1
    clock.now += 1
    assert wait_of(tries) == 0


def test_a_full_disk_still_counts_while_the_program_runs(file, clock, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backoff, "atomic_write", fail)
    tries = Backoff(file, clock)
    for _ in range(4):
        tries.count("a")
    assert wait_of(tries) == 15
