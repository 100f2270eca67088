"""Open books lock by themselves and leave no key; words that come after the lock wait for their own book."""

from __future__ import annotations

import time

import pytest

from easyread.book.clock import seconds_here
from easyread.book.vault import BookHandle, Vault
from easyread.model import Draft
from easyread.web.open_books import Locked, OpenBook, OpenBooks
from tests.books import AT, Clock

IDLE, LONGEST = 300.0, 3600.0
ANIA, BEN = BookHandle("a" * 32, bytes(range(1, 33))), BookHandle("b" * 32, bytes(range(33, 65)))
CELA = BookHandle("c" * 32, bytes(range(65, 97)))
PAGE, OTHER = "/p/0123abcd", "/p/4567cdef"


@pytest.fixture
def open_books(vault: Vault, clock: Clock) -> OpenBooks:
    return OpenBooks(vault, IDLE, LONGEST, clock)


def book_of(open_books: OpenBooks, token: str) -> OpenBook:
    book = open_books.find(token)
    assert book
    return book


def test_a_token_opens_its_own_book_only(open_books: OpenBooks) -> None:
    tokens = [open_books.open(ANIA), open_books.open(BEN)]
    assert [book_of(open_books, token).book for token in tokens] == [ANIA.book, BEN.book]
    assert bytes(book_of(open_books, tokens[0]).key) == ANIA.key


@pytest.mark.parametrize("token", [None, "", "x", ANIA.book, "é\0"])
def test_no_other_token_opens_anything(open_books: OpenBooks, token: str | None) -> None:
    open_books.open(ANIA)
    assert open_books.find(token) is None
    open_books.lock(token)


def test_tokens_are_long_new_and_not_the_book(open_books: OpenBooks) -> None:
    tokens = {open_books.open(ANIA) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 43 and ANIA.book not in token for token in tokens)


def test_a_tap_begins_the_idle_time_anew(open_books: OpenBooks, clock: Clock) -> None:
    token = open_books.open(ANIA)
    for _ in range(5):
        clock.now += IDLE
        assert open_books.find(token)
    clock.now += IDLE + 0.1
    assert open_books.find(token) is None


def test_it_locks_after_the_longest_time_whatever_happens(open_books: OpenBooks, clock: Clock) -> None:
    token = open_books.open(ANIA)
    for _ in range(int(LONGEST / IDLE)):
        clock.now += IDLE
        assert open_books.find(token)
    clock.now += 0.1
    assert open_books.find(token) is None


def test_a_clock_that_stands_still_locks_nothing(open_books: OpenBooks) -> None:
    token = open_books.open(ANIA)
    assert all(open_books.find(token) for _ in range(100))


def test_a_lock_is_for_good(open_books: OpenBooks, clock: Clock) -> None:
    token = open_books.open(ANIA)
    clock.now += IDLE + 1
    assert open_books.find(token) is None
    clock.now -= IDLE
    assert open_books.find(token) is None


def test_every_lock_wipes_the_key(open_books: OpenBooks, clock: Clock) -> None:
    wiped = []
    for lock in (open_books.lock, lambda _: open_books.lock_all(), lambda _: open_books.open(ANIA)):
        token = open_books.open(ANIA)
        wiped.append(book_of(open_books, token))
        lock(token)
        assert open_books.find(token) is None
    assert [bytes(book.key) for book in wiped] == [bytes(32)] * 3


def test_a_key_goes_when_its_time_is_over_even_if_nobody_comes_back_to_it(
    open_books: OpenBooks, clock: Clock
) -> None:
    forgotten = book_of(open_books, open_books.open(ANIA))
    clock.now += IDLE + 1
    open_books.find("somebody else")
    assert bytes(forgotten.key) == bytes(32)


def test_a_book_that_is_locked_under_way_says_so_and_not_that_it_is_damaged(
    open_books: OpenBooks, vault: Vault
) -> None:
    made = vault.make_book("star", "none", "")
    book = book_of(open_books, open_books.open(BookHandle(made.book, made.key)))
    with book.store() as store:
        assert store.statements() == []
    open_books.lock_all()
    with pytest.raises(Locked), book.store():
        pass


def test_opening_elsewhere_locks_the_first_and_nobody_else(open_books: OpenBooks) -> None:
    first, other = open_books.open(ANIA), open_books.open(BEN)
    second = open_books.open(ANIA)
    assert open_books.find(first) is None
    assert open_books.find(second)
    assert open_books.find(other)


def test_each_opening_is_a_visit_of_its_own(open_books: OpenBooks) -> None:
    visits = {book_of(open_books, open_books.open(ANIA)).visit.id for _ in range(3)}
    assert len(visits) == 3


def page_of(open_books: OpenBooks, token: str) -> str:
    """What the pages of an opening carry."""
    return book_of(open_books, token).pages


def put_in(open_books: OpenBooks, pages: str, page: str = PAGE, words: str = "I want my key back.") -> bool:
    reference = open_books.find_late(pages)
    draft = Draft(page=page, fields={"words": [words]}, language="en-GB", at=AT)
    return reference is not None and open_books.waiting.keep_late(reference, draft)


def waiting_for(open_books: OpenBooks, opened: BookHandle) -> list[tuple[str, list[str]]]:
    return [(one.page, one.fields["words"]) for one in open_books.waiting.read_late(opened).values()]


def test_words_wait_for_their_own_book_and_no_other_can_read_them(open_books: OpenBooks) -> None:
    token = open_books.open(ANIA)
    pages = page_of(open_books, token)
    open_books.lock(token)
    assert put_in(open_books, pages)
    assert waiting_for(open_books, BEN) == []
    assert waiting_for(open_books, BookHandle(ANIA.book, ANIA.key)) == [(PAGE, ["I want my key back."])]
    for sealed in open_books.waiting.read_late(ANIA):
        open_books.waiting.drop_late(ANIA.book, sealed)
    assert waiting_for(open_books, ANIA) == []


def test_words_wait_after_each_kind_of_lock(open_books: OpenBooks, clock: Clock) -> None:
    idle = open_books.open(ANIA)
    pages = [page_of(open_books, idle)]
    clock.now += IDLE + 1
    assert open_books.find(idle) is None
    pages += [page_of(open_books, open_books.open(ANIA)) for _ in range(2)]  # elsewhere, and all
    open_books.lock_all()
    assert all(put_in(open_books, each) for each in pages)


def test_an_open_book_takes_no_words_by_its_reference(open_books: OpenBooks) -> None:
    assert open_books.find_late(page_of(open_books, open_books.open(ANIA))) is None


@pytest.mark.parametrize(("seconds", "taken"), [(0, True), (119, True), (121, False)])
def test_a_page_puts_words_in_for_two_minutes_after_the_lock(
    open_books: OpenBooks, clock: Clock, seconds: int, taken: bool
) -> None:
    token = open_books.open(ANIA)
    pages = page_of(open_books, token)
    clock.now += 1000  # long after the start
    open_books.find(token)
    open_books.lock_all()
    clock.now += seconds
    open_books.open(BEN)  # others come and go meanwhile
    open_books.lock_all()
    assert put_in(open_books, pages) is taken


@pytest.mark.parametrize(("seconds", "taken"), [(0, True), (119, True), (121, False)])
def test_after_a_restart_it_is_two_minutes_from_the_start(
    vault: Vault, clock: Clock, seconds: int, taken: bool
) -> None:
    before = OpenBooks(vault, IDLE, LONGEST, clock)
    pages = page_of(before, before.open(ANIA))
    again = OpenBooks(vault, IDLE, LONGEST, clock)
    clock.now += seconds
    assert put_in(again, pages) is taken


def test_a_page_that_is_older_than_any_opening_puts_nothing_in_after_a_restart(
    vault: Vault, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = OpenBooks(vault, IDLE, LONGEST, clock)
    pages = page_of(before, before.open(ANIA))
    again = OpenBooks(vault, IDLE, LONGEST, clock)
    now = time.time()
    references = again._references  # noqa: SLF001  # the device's own clock is nobody's to set
    monkeypatch.setattr(references, "_clock", lambda: now + LONGEST + 200)
    assert again.find_late(pages) is None


def test_a_book_with_a_new_key_or_a_deleted_one_takes_none_from_before(open_books: OpenBooks) -> None:
    pages = [page_of(open_books, open_books.open(ANIA)), page_of(open_books, open_books.open(BEN))]
    open_books.open(BookHandle(ANIA.book, CELA.key))
    open_books.lock_all()
    open_books.forget_book(BEN.book)
    assert [open_books.find_late(each) for each in pages] == [None, None]


@pytest.mark.parametrize("sent", [None, "", "x", "é", "A" * 136, "a" * 32, ANIA.book])
def test_a_made_up_reference_is_none(open_books: OpenBooks, sent: str | None) -> None:
    open_books.lock(open_books.open(ANIA))
    assert open_books.find_late(sent) is None


def test_a_reference_with_a_changed_sign_is_none_and_tells_nothing(open_books: OpenBooks) -> None:
    pages = page_of(open_books, open_books.open(ANIA))
    open_books.lock_all()
    changed = [
        pages[:at] + ("A" if pages[at] != "A" else "B") + pages[at + 1 :] for at in range(len(pages) - 3)
    ]
    assert [one for one in changed if open_books.find_late(one)] == []
    assert ANIA.book not in pages


def test_late_words_are_few_and_push_out_nothing(open_books: OpenBooks) -> None:
    token = open_books.open(ANIA)
    pages = page_of(open_books, token)
    open_books.lock(token)
    assert not put_in(open_books, pages, words="x" * 100_000)
    taken = [put_in(open_books, pages, words=f"{number} " + "x" * 1000) for number in range(100)]
    assert 1 < sum(taken) < 20
    assert taken == sorted(taken, reverse=True)
    assert [words[0][:2] for _, words in waiting_for(open_books, ANIA)] == [
        f"{n} " for n in range(sum(taken))
    ]


def test_all_books_together_hold_little(open_books: OpenBooks) -> None:
    books = [BookHandle(f"{number:032x}", ANIA.key) for number in range(100)]
    pages = [page_of(open_books, open_books.open(each)) for each in books]
    open_books.lock_all()
    taken = [put_in(open_books, each, words="x" * 50_000) for each in pages]
    assert 1 < sum(taken) < 20
    assert all(taken[: sum(taken)])  # the first words are still there


def test_last_words_of_two_pages_wait_and_the_newest_of_one_page(open_books: OpenBooks) -> None:
    book = book_of(open_books, open_books.open(ANIA))
    drafts = [
        Draft(page=page, fields={"words": [words]}, language="en-GB", at=AT)
        for page, words in ((PAGE, "one"), (OTHER, "two"), (PAGE, "three"))
    ]
    assert all(open_books.waiting.keep_last(book.reference, draft) for draft in drafts)
    assert list(open_books.waiting.read_last(ANIA).items()) == [
        ((OTHER, "."), drafts[1]),
        ((PAGE, "."), drafts[2]),
    ]
    open_books.waiting.drop_last(ANIA, drafts[0])  # an older one than what waits
    open_books.waiting.drop_last(ANIA, drafts[1])
    assert open_books.waiting.read_last(ANIA) == {(PAGE, "."): drafts[2]}


def test_last_words_are_bounded_too(open_books: OpenBooks) -> None:
    book = book_of(open_books, open_books.open(ANIA))
    taken = [
        open_books.waiting.keep_last(
            book.reference, Draft(page=f"/p/{number:08x}", fields={}, language="pl", at=AT)
        )
        for number in range(1000)
    ]
    assert 1 < sum(taken) < 100
    assert taken == sorted(taken, reverse=True)


def test_each_book_locks_after_the_time_that_its_person_chose(open_books: OpenBooks, clock: Clock) -> None:
    fast, usual, slow = open_books.open(ANIA, 60), open_books.open(BEN), open_books.open(CELA, 1200)
    clock.now += 61
    assert open_books.find(fast, renew=False) is None
    clock.now += IDLE
    assert (open_books.find(usual, renew=False), book_of(open_books, slow).book) == (None, CELA.book)


def test_a_beat_renews_nothing(open_books: OpenBooks, clock: Clock) -> None:
    token = open_books.open(ANIA)
    for _ in range(3):
        clock.now += IDLE / 3
        assert open_books.find(token, renew=False)
    clock.now += 1
    assert open_books.find(token, renew=False) is None


def test_the_time_left_is_told_and_is_never_more_than_the_longest(
    open_books: OpenBooks, clock: Clock
) -> None:
    token = open_books.open(ANIA)
    book = book_of(open_books, token)
    clock.now += 100
    assert open_books.seconds_left(book) == IDLE - 100
    while clock.now < 1000 + LONGEST - 50:
        clock.now += 50
        open_books.find(token)
    assert open_books.seconds_left(book) == 50
    open_books.lock(token)
    assert open_books.seconds_left(book) == 0


def test_an_overdue_book_is_locked_although_nobody_asks_anything(
    open_books: OpenBooks, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("easyread.web.open_books._LOOK_EVERY", 0.01)
    book = book_of(open_books, open_books.open(ANIA))
    clock.now += IDLE + 1
    last = time.monotonic() + 5
    while any(book.key) and time.monotonic() < last:
        time.sleep(0.01)
    assert bytes(book.key) == bytes(32)


def test_time_passes_while_the_lid_is_closed() -> None:
    asleep = time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
    assert abs(seconds_here() - asleep) < 1
