"""Open books lock by themselves and leave no key; words that come after the lock wait for their own book."""

from __future__ import annotations

import time

import pytest

from easyread.book.clock import seconds_here
from easyread.book.vault import Opened, Vault
from easyread.model import Draft
from easyread.web.unlocked import Locked, OpenBook, Unlocked
from tests.books import AT, Clock

IDLE, LONGEST = 300.0, 3600.0
ANIA, BEN = Opened("a" * 32, bytes(range(1, 33))), Opened("b" * 32, bytes(range(33, 65)))
CELA = Opened("c" * 32, bytes(range(65, 97)))
PAGE, OTHER = "/p/0123abcd", "/p/4567cdef"


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


def page_of(unlocked: Unlocked, token: str) -> str:
    """What the pages of an opening carry."""
    return book_of(unlocked, token).pages


def put_in(unlocked: Unlocked, pages: str, page: str = PAGE, words: str = "I want my key back.") -> bool:
    reference = unlocked.find_late(pages)
    draft = Draft(page=page, fields={"words": [words]}, language="en-GB", at=AT)
    return reference is not None and unlocked.waiting.keep_late(reference, draft)


def waiting_for(unlocked: Unlocked, opened: Opened) -> list[tuple[str, list[str]]]:
    return [(one.page, one.fields["words"]) for one in unlocked.waiting.read_late(opened).values()]


def test_words_wait_for_their_own_book_and_no_other_can_read_them(unlocked: Unlocked) -> None:
    token = unlocked.open(ANIA)
    pages = page_of(unlocked, token)
    unlocked.lock(token)
    assert put_in(unlocked, pages)
    assert waiting_for(unlocked, BEN) == []
    assert waiting_for(unlocked, Opened(ANIA.book, ANIA.key)) == [(PAGE, ["I want my key back."])]
    for sealed in unlocked.waiting.read_late(ANIA):
        unlocked.waiting.drop_late(ANIA.book, sealed)
    assert waiting_for(unlocked, ANIA) == []


def test_words_wait_after_each_kind_of_lock(unlocked: Unlocked, clock: Clock) -> None:
    idle = unlocked.open(ANIA)
    pages = [page_of(unlocked, idle)]
    clock.now += IDLE + 1
    assert unlocked.find(idle) is None
    pages += [page_of(unlocked, unlocked.open(ANIA)) for _ in range(2)]  # elsewhere, and all
    unlocked.lock_all()
    assert all(put_in(unlocked, each) for each in pages)


def test_an_open_book_takes_no_words_by_its_reference(unlocked: Unlocked) -> None:
    assert unlocked.find_late(page_of(unlocked, unlocked.open(ANIA))) is None


@pytest.mark.parametrize(("seconds", "taken"), [(0, True), (119, True), (121, False)])
def test_a_page_puts_words_in_for_two_minutes_after_the_lock(
    unlocked: Unlocked, clock: Clock, seconds: int, taken: bool
) -> None:
    token = unlocked.open(ANIA)
    pages = page_of(unlocked, token)
    clock.now += 1000  # long after the start
    unlocked.find(token)
    unlocked.lock_all()
    clock.now += seconds
    unlocked.open(BEN)  # others come and go meanwhile
    unlocked.lock_all()
    assert put_in(unlocked, pages) is taken


@pytest.mark.parametrize(("seconds", "taken"), [(0, True), (119, True), (121, False)])
def test_after_a_restart_it_is_two_minutes_from_the_start(
    vault: Vault, clock: Clock, seconds: int, taken: bool
) -> None:
    before = Unlocked(vault, IDLE, LONGEST, clock)
    pages = page_of(before, before.open(ANIA))
    again = Unlocked(vault, IDLE, LONGEST, clock)
    clock.now += seconds
    assert put_in(again, pages) is taken


def test_a_page_that_is_older_than_any_opening_puts_nothing_in_after_a_restart(
    vault: Vault, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Unlocked(vault, IDLE, LONGEST, clock)
    pages = page_of(before, before.open(ANIA))
    again = Unlocked(vault, IDLE, LONGEST, clock)
    now = time.time()
    references = again._references  # noqa: SLF001  # the device's own clock is nobody's to set
    monkeypatch.setattr(references, "_clock", lambda: now + LONGEST + 200)
    assert again.find_late(pages) is None


def test_a_book_with_a_new_key_or_a_deleted_one_takes_none_from_before(unlocked: Unlocked) -> None:
    pages = [page_of(unlocked, unlocked.open(ANIA)), page_of(unlocked, unlocked.open(BEN))]
    unlocked.open(Opened(ANIA.book, CELA.key))
    unlocked.lock_all()
    unlocked.forget_book(BEN.book)
    assert [unlocked.find_late(each) for each in pages] == [None, None]


@pytest.mark.parametrize("sent", [None, "", "x", "é", "A" * 136, "a" * 32, ANIA.book])
def test_a_made_up_reference_is_none(unlocked: Unlocked, sent: str | None) -> None:
    unlocked.lock(unlocked.open(ANIA))
    assert unlocked.find_late(sent) is None


def test_a_reference_with_a_changed_sign_is_none_and_tells_nothing(unlocked: Unlocked) -> None:
    pages = page_of(unlocked, unlocked.open(ANIA))
    unlocked.lock_all()
    changed = [
        pages[:at] + ("A" if pages[at] != "A" else "B") + pages[at + 1 :] for at in range(len(pages) - 3)
    ]
    assert [one for one in changed if unlocked.find_late(one)] == []
    assert ANIA.book not in pages


def test_late_words_are_few_and_push_out_nothing(unlocked: Unlocked) -> None:
    token = unlocked.open(ANIA)
    pages = page_of(unlocked, token)
    unlocked.lock(token)
    assert not put_in(unlocked, pages, words="x" * 100_000)
    taken = [put_in(unlocked, pages, words=f"{number} " + "x" * 1000) for number in range(100)]
    assert 1 < sum(taken) < 20
    assert taken == sorted(taken, reverse=True)
    assert [words[0][:2] for _, words in waiting_for(unlocked, ANIA)] == [f"{n} " for n in range(sum(taken))]


def test_all_books_together_hold_little(unlocked: Unlocked) -> None:
    books = [Opened(f"{number:032x}", ANIA.key) for number in range(100)]
    pages = [page_of(unlocked, unlocked.open(each)) for each in books]
    unlocked.lock_all()
    taken = [put_in(unlocked, each, words="x" * 50_000) for each in pages]
    assert 1 < sum(taken) < 20
    assert all(taken[: sum(taken)])  # the first words are still there


def test_last_words_of_two_pages_wait_and_the_newest_of_one_page(unlocked: Unlocked) -> None:
    book = book_of(unlocked, unlocked.open(ANIA))
    drafts = [
        Draft(page=page, fields={"words": [words]}, language="en-GB", at=AT)
        for page, words in ((PAGE, "one"), (OTHER, "two"), (PAGE, "three"))
    ]
    assert all(unlocked.waiting.keep_last(book.reference, draft) for draft in drafts)
    assert list(unlocked.waiting.read_last(ANIA).items()) == [
        ((OTHER, ""), drafts[1]),
        ((PAGE, ""), drafts[2]),
    ]
    unlocked.waiting.drop_last(ANIA, drafts[0])  # an older one than what waits
    unlocked.waiting.drop_last(ANIA, drafts[1])
    assert unlocked.waiting.read_last(ANIA) == {(PAGE, ""): drafts[2]}


def test_last_words_are_bounded_too(unlocked: Unlocked) -> None:
    book = book_of(unlocked, unlocked.open(ANIA))
    taken = [
        unlocked.waiting.keep_last(
            book.reference, Draft(page=f"/p/{number:08x}", fields={}, language="pl", at=AT)
        )
        for number in range(1000)
    ]
    assert 1 < sum(taken) < 100
    assert taken == sorted(taken, reverse=True)


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
