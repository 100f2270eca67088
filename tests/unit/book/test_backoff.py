"""Growing waits between tries."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from easyread.book import backoff
from easyread.book.backoff import CHOOSING, ONE_BOOK, Backoff
from easyread.book.errors import MustWait, NotKept
from easyread.book.tries import today
from tests.books import Clock

HOUR = 3600
RULES = {"choosing": CHOOSING, "book": ONE_BOOK}
DAY = 24 * HOUR


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tries.json"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing can be written until ``undo``. A real read-only disk: tests/faults/test_uncounted.py."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backoff, "atomic_write", fail)
    return monkeypatch


def wait_of(tries: Backoff, bucket: str = "a", own: str = "") -> int:
    """Seconds that the next try has to wait. Counts a try when there is none."""
    try:
        tries.count(bucket, own)
    except MustWait as wait:
        return wait.seconds
    return 0


def waits_before(tries: Backoff, clock: Clock, times: int, bucket: str = "a") -> list[int]:
    """How long each of the next tries had to wait, when each was made as soon as it could be."""
    waits = []
    for _ in range(times):
        waited = 0
        while still := wait_of(tries, bucket):
            clock.now += still
            waited += still
        waits.append(waited)
    return waits


def test_three_tries_are_free_then_waits_grow_to_an_hour_and_after_the_twelfth_to_fourteen(
    file: Path, clock: Clock
) -> None:
    waits = waits_before(Backoff(file, clock), clock, 15)
    assert waits == [0] * 4 + [15, 30, 60, 300, 900, 1800, HOUR, HOUR] + [14 * HOUR] * 3


def test_strangers_ask_for_five_locks_and_then_for_one_a_day(file: Path, clock: Clock) -> None:
    waits = waits_before(Backoff(file, clock, RULES), clock, 8, "choosing")
    assert waits == [0] * 5 + [DAY] * 3


def test_the_reserve_is_for_proved_books_each_of_them_once_a_week(file: Path, clock: Clock) -> None:
    tries = Backoff(file, clock, RULES)
    assert [wait_of(tries, "choosing") for _ in range(6)] == [0] * 5 + [DAY]
    assert [wait_of(tries, "choosing", "book a") for _ in range(2)] == [0, 7 * DAY]
    assert wait_of(Backoff(file, clock, RULES), "choosing", "book a") == 7 * DAY
    assert [wait_of(tries, "choosing", "book b"), wait_of(tries, "choosing", "book c")] == [0, DAY]
    assert json.loads(file.read_bytes())["choosing"]["total"] == 7


def test_while_there_is_more_than_the_reserve_a_proved_book_chooses_as_all_do(
    file: Path, clock: Clock
) -> None:
    tries = Backoff(file, clock, RULES)
    assert [wait_of(tries, "choosing", "book a") for _ in range(6)] == [0] * 6
    assert wait_of(tries, "choosing", "book a") == 7 * DAY
    clock.now += 2 * DAY
    assert wait_of(tries, "choosing", "book a") == 0


def test_what_is_forgotten_of_a_full_count_is_for_the_reserve_first(file: Path, clock: Clock) -> None:
    """However often strangers ask: a day later there is one for a proved book, and none for them."""
    tries = Backoff(file, clock, RULES)
    for own in ("", "", "", "", "", "book a", "book b"):
        tries.count("choosing", own)
    clock.now += DAY
    assert wait_of(tries, "choosing") == 2 * DAY
    assert wait_of(tries, "choosing", "book c") == 0


def test_the_longest_wait_is_the_longest_whatever_was_counted(file: Path, clock: Clock) -> None:
    file.write_text(json.dumps({"a": {"wrong": 5000}}))
    tries = Backoff(file, clock)
    tries.count("a")
    assert wait_of(tries) == 14 * HOUR


def test_another_door_does_not_wait(file: Path, clock: Clock) -> None:
    tries = Backoff(file, clock)
    for _ in range(4):
        tries.count("a")
    assert wait_of(tries, "a") == 15
    assert wait_of(tries, "b") == 0


def test_a_try_is_on_the_disk_before_it_is_made(file: Path, clock: Clock) -> None:
    Backoff(file, clock).count("a")
    assert json.loads(file.read_bytes())["a"]["wrong"] == 1


def test_a_refused_try_is_not_counted(file: Path, clock: Clock) -> None:
    tries = Backoff(file, clock)
    for _ in range(4):
        tries.count("a")
    before = file.read_bytes()
    assert wait_of(tries) == 15
    assert file.read_bytes() == before


def test_of_forty_tries_at_once_four_are_made(file: Path) -> None:
    tries = Backoff(file)
    with ThreadPoolExecutor(40) as pool:
        waits = list(pool.map(lambda _: wait_of(tries), range(40)))
    assert waits.count(0) == 4


def test_a_restart_begins_the_rest_of_the_wait_again(file: Path, clock: Clock) -> None:
    tries = Backoff(file, clock)
    for _ in range(4):
        tries.count("a")
    clock.now += 10
    assert wait_of(tries) == 5
    assert wait_of(Backoff(file, clock)) == 15


def test_the_wait_that_passed_is_written_down_once_a_minute_and_at_the_end(file: Path, clock: Clock) -> None:
    file.write_text(json.dumps({"a": {"wrong": 9, "wait": 900.0}}))
    tries = Backoff(file, clock)
    clock.now += 59
    tries.keep_time()
    assert wait_of(Backoff(file, clock)) == 900
    clock.now += 1
    tries.keep_time()
    assert wait_of(Backoff(file, clock)) == 840
    clock.now += 1
    tries.keep_time(now=True)
    assert wait_of(Backoff(file, clock)) == 839


def test_who_asks_too_early_does_not_wait_anew_after_a_restart(file: Path, clock: Clock) -> None:
    """A device that is used for an hour a day: what has passed of a long wait has to be kept."""
    file.write_text(json.dumps({"a": {"wrong": 12, "wait": 14.0 * HOUR}}))
    waits = []
    for _ in range(14):
        tries = Backoff(file, clock)
        clock.now += HOUR
        waits.append(wait_of(tries) // HOUR)
    assert waits == list(range(13, -1, -1))


def test_setting_the_clock_does_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = Backoff(file)
    for _ in range(4):
        tries.count("a")
    for moved in (-1e6, 1e6):
        now = time.time() + moved
        monkeypatch.setattr(time, "time", lambda now=now: now)
        assert wait_of(tries) == 15
        assert wait_of(Backoff(file)) == 15


# --- what an opening gives back ---


@pytest.mark.parametrize("before", range(12))
def test_an_opening_leaves_what_nothing_leaves(file: Path, clock: Clock, before: int) -> None:
    tries = Backoff(file, clock)
    waits_before(tries, clock, before)
    clock.now += 14 * HOUR - 1  # about to be forgotten
    tries.keep_time(now=True)
    kept = json.loads(file.read_bytes())
    tries.give_back(tries.count("a"))
    assert json.loads(file.read_bytes()) == kept


def test_an_opening_does_not_shorten_the_wait_of_a_try_beside_it(file: Path, clock: Clock) -> None:
    """Else somebody could open their own book behind the same door while they guess at another's."""
    tries = Backoff(file, clock)
    for _ in range(2):
        tries.count("a")
    own = tries.count("a")
    tries.count("a")
    tries.give_back(own)
    assert wait_of(tries) == 15


def test_between_guesses_an_opening_gives_no_guess(file: Path, clock: Clock) -> None:
    tries = Backoff(file, clock)
    alone = waits_before(Backoff(file.with_name("alone"), clock), clock, 13)
    beside = []
    for _ in range(13):
        beside += waits_before(tries, clock, 1)
        if not (still := tries._tries["a"].wait):  # noqa: SLF001  # to look, without a try
            tries.give_back(tries.count("a"))
        assert tries._tries["a"].wait == still  # noqa: SLF001
    assert beside == alone


def test_a_try_is_forgotten_in_fourteen_hours(file: Path, clock: Clock) -> None:
    tries = Backoff(file, clock)
    for _ in range(3):
        tries.count("a")
    clock.now += 14 * HOUR
    tries.count("a")
    assert wait_of(tries) == 0


def test_when_all_tries_are_forgotten_their_number_is_still_known(file: Path, clock: Clock) -> None:
    tries = Backoff(file, clock)
    for _ in range(3):
        tries.count("a")
    clock.now += 42 * HOUR
    tries.keep_time()
    kept = json.loads(file.read_bytes())["a"]
    assert (kept["wrong"], kept["wait"], kept["forgetting"]) == (0, 0, 0)
    assert (kept["total"], kept["days"]) == (3, {today().isoformat(): 3})
    assert Backoff(file, clock).wrong_tries("a").total == 3


def test_the_days_of_wrong_tries_are_bounded_and_their_number_is_not(
    file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = Backoff(file, clock)
    for day in range(100):
        monkeypatch.setattr(backoff, "today", lambda day=day: date(2026, 1, 1) + timedelta(day))
        waits_before(tries, clock, 1)
    told = tries.wrong_tries("a")
    assert (told.total, len(told.days), max(told.days)) == (100, 30, date(2026, 4, 10))


# --- a file that cannot be read, or written ---


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"\xff\xfe", b"[]", b'{"a": 1}', b'{"a": {"wrong": -5}}', b'{"a": {"wait": 1e9}}'],
)
def test_a_damaged_file_makes_everybody_wait_once_and_not_for_ever(
    file: Path, clock: Clock, damage: bytes
) -> None:
    file.write_bytes(damage)
    assert wait_of(Backoff(file, clock)) == 14 * HOUR
    assert list(json.loads(file.read_bytes())) == ["every"]  # a whole file again
    tries = Backoff(file, clock)
    clock.now += 14 * HOUR - 1
    assert wait_of(tries) == 1
    clock.now += 1
    tries.give_back(tries.count("a"))  # the right lock
    assert wait_of(tries) == 0
    clock.now += 14 * 14 * HOUR
    tries.keep_time(now=True)
    assert "every" not in json.loads(file.read_bytes())


def test_a_try_that_cannot_be_written_down_waits_eight_hours_after_each_start(
    file: Path, clock: Clock, full: pytest.MonkeyPatch
) -> None:
    for tries in (Backoff(file, clock) for _ in range(2)):
        assert wait_of(tries) == 8 * HOUR
        clock.now += 8 * HOUR - 1
        assert wait_of(tries) == 1
    tries = Backoff(file, clock)
    assert wait_of(tries) == 8 * HOUR
    clock.now += 8 * HOUR
    assert wait_of(tries) == 0
    assert wait_of(tries) == 8 * HOUR


def test_what_could_not_be_written_counts_as_soon_as_it_can_be(
    file: Path, clock: Clock, full: pytest.MonkeyPatch
) -> None:
    tries = Backoff(file, clock)
    for _ in range(3):
        clock.now += 8 * HOUR
        assert wait_of(tries) == 0
    full.undo()
    assert wait_of(tries) == 0
    assert json.loads(file.read_bytes())["a"]["total"] == 4


def test_the_last_known_wait_comes_first_where_nothing_can_be_written(
    file: Path, clock: Clock, full: pytest.MonkeyPatch
) -> None:
    file.write_text(json.dumps({"a": {"wrong": 12, "wait": 14.0 * HOUR}}))
    tries = Backoff(file, clock)
    assert wait_of(tries) == 14 * HOUR
    assert wait_of(tries, "b") == 8 * HOUR


def test_an_opening_that_could_not_be_counted_gives_back_its_wait(
    file: Path, clock: Clock, full: pytest.MonkeyPatch
) -> None:
    tries = Backoff(file, clock)
    clock.now += 8 * HOUR
    for _ in range(20):
        tries.give_back(tries.count("a"))


def test_no_lock_is_asked_for_where_nothing_can_be_written(
    file: Path, clock: Clock, full: pytest.MonkeyPatch
) -> None:
    file.write_text(json.dumps({"choosing": {"wrong": 5}}))
    tries = Backoff(file, clock, RULES)
    clock.now += HOUR
    for _ in range(3):
        with pytest.raises(NotKept):
            tries.count("choosing", "book a")
    full.undo()
    assert wait_of(tries, "choosing", "book a") == 0  # what was not made took nothing


def test_a_write_that_fails_once_costs_no_try(file: Path, clock: Clock, full: pytest.MonkeyPatch) -> None:
    tries = Backoff(file, clock)
    assert wait_of(tries) == 8 * HOUR
    full.undo()
    assert waits_before(tries, clock, 5) == [0, 0, 0, 0, 15]
