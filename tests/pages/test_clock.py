"""The clock of the device is set, or was wrong: what is over stays over, and nobody is shut out for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest

from easyread.model import Statement
from easyread.sharing import may_see
from easyread.visit import situation
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import text_of

CARD: list[str] = []  # that was made of what is said
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


class Device(datetime):
    """The clock of the device: it shows what somebody sets."""

    shown = NOON

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return cls.shown.astimezone(tz)


@pytest.fixture(autouse=True)
def device(monkeypatch: pytest.MonkeyPatch) -> type[Device]:
    monkeypatch.setattr(Device, "shown", NOON)
    monkeypatch.setattr(situation, "datetime", Device)
    return Device


@pytest.fixture
def said(person: PageClient) -> Statement:
    said = book.say(person, book.WANT, at=NOON)
    CARD.append(book.make_card(person, said))  # by the clock of the machine, which the rule may not ask
    return said


def allow(person: PageClient, until: str) -> None:
    """As the person does it, on the page."""
    person.send(book.ask_page(book.WANT, until=until), answer="yes")


def is_seen(person: PageClient, said: Statement) -> bool:
    """By the rule, and on a card: they say the same."""
    on_card = book.WORDS in text_of(person.get(CARD[-1]))
    with book.book_of(person) as store:
        by_rule = may_see(said, store.grants(), book.READER, book.PURPOSE, situation.today(), frozenset())
    assert on_card == by_rule
    return by_rule


@pytest.mark.parametrize(("until", "lasts"), [("today", 0), ("month", 30), ("three-months", 92)])
@pytest.mark.parametrize("back", [timedelta(hours=36), timedelta(days=200), timedelta(days=20_000)])
def test_what_is_over_stays_over_when_the_clock_is_set_back(  # noqa: PLR0917
    person: PageClient, said: Statement, device: type[Device], until: str, lasts: int, back: timedelta
) -> None:
    allow(person, until)
    device.shown = NOON + timedelta(days=lasts)
    assert is_seen(person, said)
    device.shown += timedelta(days=1)
    person.get("/")  # any page will do
    device.shown = NOON
    assert not is_seen(person, said)
    device.shown = NOON + timedelta(days=lasts + 1) - back
    assert not is_seen(person, said)
    device.shown = NOON
    allow(person, until)
    assert is_seen(person, said)


def test_it_stays_over_after_the_book_was_locked(
    person: PageClient, said: Statement, device: type[Device]
) -> None:
    allow(person, "today")
    device.shown += timedelta(days=1)
    person.get("/")
    with book.book_of(person) as store:
        assert [one.over for one in store.grants()] == [situation.today()]
    device.shown = NOON
    with book.book_of(person) as store:
        assert not may_see(said, store.grants(), book.READER, book.PURPOSE, situation.today(), frozenset())


def test_a_clock_that_stood_in_the_future_ends_nothing_that_is_given_after_it(
    person: PageClient, said: Statement, device: type[Device]
) -> None:
    allow(person, "month")
    device.shown = NOON + timedelta(days=20_000)
    assert not is_seen(person, said)
    device.shown = NOON + timedelta(hours=1)
    assert not is_seen(person, said)
    allow(person, "today")
    assert is_seen(person, said)
    device.shown = NOON + timedelta(days=1)
    assert not is_seen(person, said)


def test_an_ok_that_was_given_in_a_wrong_future_does_not_last_until_then(
    person: PageClient, said: Statement, device: type[Device]
) -> None:
    device.shown = NOON + timedelta(days=20_000)
    allow(person, "today")
    assert is_seen(person, said)
    device.shown = NOON + timedelta(days=2)
    assert not is_seen(person, said)
    allow(person, "today")
    assert is_seen(person, said)


def test_a_clock_that_lost_its_battery_ends_nothing(
    person: PageClient, said: Statement, device: type[Device]
) -> None:
    """It shows 1970 until it has been set: then all is as it was."""
    allow(person, "month")
    device.shown = datetime(1970, 1, 1, tzinfo=UTC)
    assert not is_seen(person, said)
    device.shown = NOON + timedelta(days=1)
    assert is_seen(person, said)


def test_an_ok_until_i_say_stop_knows_no_clock(
    person: PageClient, said: Statement, device: type[Device]
) -> None:
    allow(person, "stop")
    for days in (20_000, -20_000, 0):
        device.shown = NOON + timedelta(days=days)
        assert is_seen(person, said)
    with book.book_of(person) as store:
        store.withdraw(said.id, book.READER, NOON)
    assert not is_seen(person, said)


def test_a_book_that_may_only_be_read_is_read_all_the_same(
    person: PageClient, said: Statement, device: type[Device]
) -> None:
    """A card is in somebody's hands when the day ends: nothing can be noted, and nothing is shown."""
    allow(person, "today")
    assert book.WORDS in text_of(person.get(f"{CARD[-1]}/show"))
    device.shown += timedelta(days=1)
    assert book.WORDS not in text_of(person.get(f"{CARD[-1]}/show"))
    with book.book_of(person) as store:
        assert [one.over for one in store.grants()] == [None]


def test_what_ended_while_the_book_stayed_open_is_over_for_good(
    person: PageClient, said: Statement, device: type[Device]
) -> None:
    """It is noted once a day, and the day changed between two pages of one opening."""
    allow(person, "today")
    person.get("/")
    device.shown += timedelta(days=1)
    person.get("/")
    device.shown = NOON
    assert not is_seen(person, said)
