"""Open books lock by themselves and leave no key; words that come after the lock wait for their own book."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from easyread.book.clock import seconds_here
from easyread.book.vault import Opened, Vault
from easyread.web.unlocked import Locked, OpenBook, Unlocked
from tests.books import Clock, open_vault

IDLE, LONGEST = 300.0, 3600.0
ANIA, BEN = Opened("a" * 32, bytes(range(1, 33))), Opened("b" * 32, bytes(range(33, 65)))
CELA = Opened("c" * 32, bytes(range(65, 97)))
PAGE, OTHER = "/p/0123abcd", "/p/4567cdef"
WORDS = {"words": ["I want my key back."]}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return open_vault(tmp_path)


@pytest.fixture
def unlocked(vault: Vault, clock: Clock) -> Unlocked:
    return Unlocked(vault, IDLE, LONGEST, clock)


def book_of(unlocked: Unlocked, token: str) -> OpenBook:
    book = unlocked.find(token)
    assert book
    return book


def test_a_token_opens_its_own_book_only(unlocked: Unlocked) -> None:
    tokens = [unlocked.open(ANIA), unlocked.open(BEN)]
    assert [book_of(unlocked, token).book for token in tokens] == [ANIA.book, BEN.book]
    assert bytes(book_of(unlocked, tokens[0]).key) == ANIA.key


@pytest.mark.parametrize("token", [None, "", "x", ANIA.book, "é\0"])
def test_no_other_token_opens_anything(unlocked: Unlocked, token: str | None) -> None:
    unlocked.open(ANIA)
    assert unlocked.find(token) is None
    unlocked.lock(token)
    assert not unlocked.hold_words(token, PAGE, WORDS)


def test_tokens_are_long_new_and_not_the_book(unlocked: Unlocked) -> None:
    tokens = {unlocked.open(ANIA) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 43 and ANIA.book not in token for token in tokens)


def test_a_tap_begins_the_idle_time_anew(unlocked: Unlocked, clock: Clock) -> None:
    token = unlocked.open(ANIA)
    for _ in range(5):
        clock.now += IDLE
        assert unlocked.find(token)
    clock.now += IDLE + 0.1
    assert unlocked.find(token) is None


def test_it_locks_after_the_longest_time_whatever_happens(unlocked: Unlocked, clock: Clock) -> None:
    token = unlocked.open(ANIA)
    for _ in range(int(LONGEST / IDLE)):
        clock.now += IDLE
        assert unlocked.find(token)
    clock.now += 0.1
    assert unlocked.find(token) is None


def test_a_clock_that_stands_still_locks_nothing(unlocked: Unlocked) -> None:
    token = unlocked.open(ANIA)
    assert all(unlocked.find(token) for _ in range(100))


def test_a_lock_is_for_good(unlocked: Unlocked, clock: Clock) -> None:
    token = unlocked.open(ANIA)
    clock.now += IDLE + 1
    assert unlocked.find(token) is None
    clock.now -= IDLE
    assert unlocked.find(token) is None


def test_every_lock_wipes_the_key(unlocked: Unlocked, clock: Clock) -> None:
    wiped = []
    for lock in (unlocked.lock, lambda _: unlocked.lock_all(), lambda _: unlocked.open(ANIA)):
        token = unlocked.open(ANIA)
        wiped.append(book_of(unlocked, token))
        lock(token)
        assert unlocked.find(token) is None
    assert [bytes(book.key) for book in wiped] == [bytes(32)] * 3


def test_a_key_goes_when_its_time_is_over_even_if_nobody_comes_back_to_it(
    unlocked: Unlocked, clock: Clock
) -> None:
    forgotten = book_of(unlocked, unlocked.open(ANIA))
    clock.now += IDLE + 1
    unlocked.find("somebody else")
    assert bytes(forgotten.key) == bytes(32)


def test_a_book_that_is_locked_under_way_says_so_and_not_that_it_is_damaged(
    unlocked: Unlocked, vault: Vault
) -> None:
    made = vault.make_book("star", "none", "")
    book = book_of(unlocked, unlocked.open(Opened(made.book, made.key)))
    with book.store() as store:
        assert store.statements() == []
    unlocked.lock_all()
    with pytest.raises(Locked), book.store():
        pass


def test_opening_elsewhere_locks_the_first_and_nobody_else(unlocked: Unlocked) -> None:
    first, other = unlocked.open(ANIA), unlocked.open(BEN)
    second = unlocked.open(ANIA)
    assert unlocked.find(first) is None
    assert unlocked.find(second)
    assert unlocked.find(other)


def test_each_opening_is_a_visit_of_its_own(unlocked: Unlocked) -> None:
    visits = {book_of(unlocked, unlocked.open(ANIA)).visit for _ in range(3)}
    assert len(visits) == 3


def test_words_wait_for_their_own_book_and_once(unlocked: Unlocked) -> None:
    token = unlocked.open(ANIA)
    unlocked.lock(token)
    assert unlocked.hold_words(token, PAGE, WORDS)
    assert unlocked.take_words(BEN.book) == {}
    assert unlocked.take_words(ANIA.book) == {PAGE: WORDS}
    assert unlocked.take_words(ANIA.book) == {}


def test_words_wait_after_each_kind_of_lock(unlocked: Unlocked, clock: Clock) -> None:
    idle = unlocked.open(ANIA)
    clock.now += IDLE + 1
    assert unlocked.find(idle) is None
    elsewhere = unlocked.open(ANIA)
    last = unlocked.open(ANIA)
    unlocked.lock_all()
    for token in (idle, elsewhere, last):
        assert unlocked.hold_words(token, PAGE, WORDS)


def test_words_of_two_pages_both_wait_and_the_newest_of_one_page(unlocked: Unlocked) -> None:
    token = unlocked.open(ANIA)
    unlocked.lock(token)
    for page, words in ((PAGE, "one"), (OTHER, "two"), (PAGE, "three")):
        assert unlocked.hold_words(token, page, {"words": [words]})
    waited = unlocked.take_words(ANIA.book)
    assert list(waited.items()) == [(OTHER, {"words": ["two"]}), (PAGE, {"words": ["three"]})]


def test_an_open_book_holds_no_words(unlocked: Unlocked) -> None:
    assert not unlocked.hold_words(unlocked.open(ANIA), PAGE, WORDS)


def test_words_that_could_not_be_kept_wait_again_behind_newer_ones(unlocked: Unlocked) -> None:
    token = unlocked.open(ANIA)
    unlocked.lock(token)
    unlocked.return_words(ANIA.book, {PAGE: {"words": ["old"]}, OTHER: WORDS})
    assert unlocked.hold_words(token, PAGE, {"words": ["new"]})
    unlocked.return_words(ANIA.book, {PAGE: {"words": ["older"]}})
    assert unlocked.take_words(ANIA.book) == {PAGE: {"words": ["new"]}, OTHER: WORDS}


def test_waiting_is_bounded_and_never_pushes_out_words(unlocked: Unlocked) -> None:
    token = unlocked.open(ANIA)
    unlocked.lock(token)
    held = [unlocked.hold_words(token, f"/p/{number:08x}", WORDS) for number in range(1000)]
    assert 1 < sum(held) < 100
    assert held == sorted(held, reverse=True)
    assert len(unlocked.take_words(ANIA.book)) == sum(held)


def test_waiting_books_and_remembered_tokens_are_bounded_too(unlocked: Unlocked) -> None:
    tokens = []
    for number in range(500):
        tokens.append(unlocked.open(Opened(f"{number:032x}", ANIA.key)))
        unlocked.lock(tokens[-1])
        unlocked.hold_words(tokens[-1], PAGE, WORDS)
    waiting = [bool(unlocked.take_words(f"{number:032x}")) for number in range(500)]
    assert 1 < sum(waiting) < 100
    assert all(waiting[: sum(waiting)])  # the first words are still there
    assert not unlocked.hold_words(tokens[0], PAGE, WORDS)  # its token is forgotten: the page gets them back
    assert unlocked.hold_words(tokens[-1], PAGE, WORDS)


def test_each_book_locks_after_the_time_that_its_person_chose(unlocked: Unlocked, clock: Clock) -> None:
    fast, usual, slow = unlocked.open(ANIA, 60), unlocked.open(BEN), unlocked.open(CELA, 1200)
    clock.now += 61
    assert unlocked.find(fast, renew=False) is None
    clock.now += IDLE
    assert (unlocked.find(usual, renew=False), book_of(unlocked, slow).book) == (None, CELA.book)


def test_a_beat_renews_nothing(unlocked: Unlocked, clock: Clock) -> None:
    token = unlocked.open(ANIA)
    for _ in range(3):
        clock.now += IDLE / 3
        assert unlocked.find(token, renew=False)
    clock.now += 1
    assert unlocked.find(token, renew=False) is None


def test_the_time_left_is_told_and_is_never_more_than_the_longest(unlocked: Unlocked, clock: Clock) -> None:
    token = unlocked.open(ANIA)
    book = book_of(unlocked, token)
    clock.now += 100
    assert unlocked.seconds_left(book) == IDLE - 100
    while clock.now < 1000 + LONGEST - 50:
        clock.now += 50
        unlocked.find(token)
    assert unlocked.seconds_left(book) == 50
    unlocked.lock(token)
    assert unlocked.seconds_left(book) == 0


def test_an_overdue_book_is_locked_although_nobody_asks_anything(
    unlocked: Unlocked, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("easyread.web.unlocked._LOOK_EVERY", 0.01)
    book = book_of(unlocked, unlocked.open(ANIA))
    clock.now += IDLE + 1
    last = time.monotonic() + 5
    while any(book.key) and time.monotonic() < last:
        time.sleep(0.01)
    assert bytes(book.key) == bytes(32)


def test_time_passes_while_the_lid_is_closed() -> None:
    asleep = time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
    assert abs(seconds_here() - asleep) < 1
