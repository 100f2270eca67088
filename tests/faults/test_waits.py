"""How far somebody who guesses comes, and how long somebody who forgets waits: docs/decisions/locks.md."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import waits
from benchmarks.waits import DAY, GUESSERS, HOUR, MONTH, MOST_IN_A_DAY, MOST_IN_A_MONTH, OWNERS
from easyread.book.backoff import CHOOSING, DOOR, ONE_BOOK, Backoff
from easyread.book.errors import MustWait
from easyread.book.locks import weakness
from easyread.book.tries import Rule
from tests.books import Clock

DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "locks.md"
RULES = {"choosing": CHOOSING, "book": ONE_BOOK}
FORGETFUL = [owner.name for owner in OWNERS if owner.forgetful]


@pytest.fixture
def memory() -> Iterator[Path]:
    with waits.in_memory() as folder:
        yield folder


@pytest.fixture(scope="module")
def measured() -> waits.Measured:
    with waits.in_memory() as folder:
        return waits.measure(folder)


@pytest.mark.parametrize("guesser", [guesser.name for guesser in GUESSERS])
def test_twenty_tries_in_a_day_and_a_hundred_in_a_month_are_the_most(
    measured: waits.Measured, guesser: str
) -> None:
    made = measured.guesses[guesser]
    assert 0 < waits.most_in(made, DAY) <= MOST_IN_A_DAY
    assert len(made) <= MOST_IN_A_MONTH


@pytest.mark.parametrize("books", range(1, 11))
def test_books_of_their_own_give_nobody_more_tries(memory: Path, books: int) -> None:
    ways = (waits.open_door, waits.choose_lock, waits.make_book)
    made = waits.guess(waits.Guesser("both", ways, books=books), memory)
    assert 0 < waits.most_in(made, DAY) <= MOST_IN_A_DAY
    assert len(made) <= MOST_IN_A_MONTH


def test_strangers_without_two_locked_books_keep_no_owner_from_a_new_lock(measured: waits.Measured) -> None:
    assert measured.kept[0] == measured.kept[1] == (1.0, 0.0)
    assert measured.kept[2][1] <= DAY


@pytest.mark.parametrize("seed", range(24))
def test_no_patience_gives_more_tries(memory: Path, seed: int) -> None:
    """Who waits longer than they must, to have some tries forgotten, does not get more of them either."""
    chance, clock, made = random.Random(seed), Clock(), []
    tries = Backoff(memory / "tries.json", clock, RULES)
    patience = chance.choice([HOUR / 4, HOUR, 6 * HOUR, 14 * HOUR, DAY])
    while clock.now < 60 * DAY:
        for bucket in ("door", "choosing"):
            while chance.random() < 0.8:
                try:
                    tries.count(bucket, chance.choice(["", *(f"book {number}" for number in range(9))]))
                except MustWait:
                    break
                made.append(clock.now)
        clock.now += chance.expovariate(1 / patience)
        if chance.random() < 0.1:
            tries = Backoff(memory / "tries.json", clock, RULES)
    assert waits.most_in(made, DAY) <= MOST_IN_A_DAY
    assert waits.most_in(made, MONTH) <= MOST_IN_A_MONTH


@pytest.mark.parametrize("rule", [DOOR, CHOOSING, ONE_BOOK])
def test_a_try_is_forgotten_no_sooner_than_the_longest_wait_ends(rule: Rule) -> None:
    """It is what bounds every strategy: after the longest wait there is never more than one more try."""
    assert rule.longest >= rule.forget
    assert list(rule.waits) == sorted(rule.waits)


@pytest.mark.parametrize("owner", FORGETFUL)
def test_somebody_who_forgets_waits_an_hour_at_most(measured: waits.Measured, owner: str) -> None:
    assert measured.waits[owner][0] <= HOUR


def test_so_many_locks_of_three_pictures_may_be_chosen() -> None:
    """Counted one by one where that is quick; more pictures by the same sum."""
    names = [f"picture{number:02}" for number in range(24)]
    locks = ((a, b, c) for a in names for b in names for c in names)
    assert sum(weakness("pictures", " ".join(lock), names) is None for lock in locks) == waits.count_pictures(
        3
    )


def test_the_decision_shows_the_tables_of_today(measured: waits.Measured) -> None:
    """``python -m benchmarks.waits`` prints them."""
    decision = DECISION.read_text("utf-8")
    assert [table for table in waits.write_tables(measured).split("\n\n") if table not in decision] == []
