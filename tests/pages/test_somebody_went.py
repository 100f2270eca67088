"""Somebody has gone: whoever holds the tablet could say so. What they may not see waits for the lock."""

from __future__ import annotations

import pytest

from easyread.book.errors import NotKept
from easyread.book.store import Store
from easyread.book.vault import Vault
from tests.books import DOOR, PIN
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.sharing_book import GIVE_LOCK
from tests.pages.step_pages import WHO, page_of, text_of

MARKER = "zebramarker"


@pytest.fixture
def person(open_client: PageClient) -> PageClient:
    """Somebody who said something alone."""
    book.be_with(open_client, "nobody")
    open_client.send(page_of(open_client, book.WANT), words=MARKER)
    return open_client


def say_who(person: PageClient, *who: str) -> str | None:
    location: str | None = person.send(page_of(person, WHO), choice=list(who)).location
    return location


def sees(person: PageClient) -> bool:
    return MARKER in text_of(person.get("/w"))


def give(person: PageClient, pin: str = PIN, door: str = DOOR) -> int:
    return person.send(GIVE_LOCK, door=door, kind="pin", pin=pin).status_code


@pytest.mark.parametrize("after", [("nobody",), ("advocate",), ("family",)])
def test_who_says_that_somebody_has_gone_sees_no_more_until_the_lock_was_given(
    person: PageClient, after: tuple[str, ...]
) -> None:
    say_who(person, "family", "partner")
    assert say_who(person, *after) == GIVE_LOCK
    assert not sees(person)
    assert give(person, pin="000000") == 403
    assert not sees(person)
    assert give(person) == 303
    assert sees(person) is (after != ("family",))
    with book.book_of(person) as store:
        assert store.visits()[-1].presence == after


def test_the_way_is_no_shorter_over_a_page_on_which_nobody_is_ticked(person: PageClient) -> None:
    say_who(person, "partner")
    assert say_who(person) != GIVE_LOCK
    assert not sees(person)
    assert say_who(person, "nobody") == GIVE_LOCK
    assert not sees(person)


def test_nor_over_an_answer_that_was_refused(person: PageClient) -> None:
    say_who(person, "partner")
    person.send(page_of(person, WHO), skip="rather-not")
    assert say_who(person, "nobody") == GIVE_LOCK
    assert not sees(person)


def test_nor_over_a_full_disk(person: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    say_who(person, "partner")

    def refuse(_: Store) -> None:
        raise NotKept

    monkeypatch.setattr(Store, "together", refuse)
    assert say_who(person, "nobody") == GIVE_LOCK
    assert not sees(person)
    monkeypatch.undo()
    assert give(person) == 303
    assert sees(person)


def test_nor_over_what_is_half_written(person: PageClient) -> None:
    """In one load of the page: somebody taps nobody, and it is kept as half written; then partner again."""
    say_who(person, "partner")
    page, life = page_of(person, WHO), "f" * 32
    person.send("/d", here=page, choice="nobody", life=life, company="partner")
    person.send(page, choice="partner", life=life, company="partner")
    assert not sees(person)


@pytest.mark.parametrize("who", [("partner",), ("partner", "family"), ("nobody",)])
def test_no_lock_is_asked_when_somebody_comes_in_or_the_same_are_here(
    person: PageClient, who: tuple[str, ...]
) -> None:
    assert say_who(person, *who) != GIVE_LOCK
    assert say_who(person, *who) != GIVE_LOCK


@pytest.mark.parametrize("who", ["nobody", "advocate"])
def test_no_lock_is_asked_twice(person: PageClient, who: str) -> None:
    """Who was here before the lock was given has gone for good."""
    say_who(person, "partner")
    say_who(person, "nobody")
    give(person)
    assert say_who(person, who) != GIVE_LOCK
    assert sees(person)


def test_no_lock_is_asked_after_an_opening(person: PageClient) -> None:
    say_who(person, "partner")
    person.send("/", "/lock")
    person.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    assert not sees(person)
    assert say_who(person, "nobody") != GIVE_LOCK
    assert sees(person)


def test_the_lock_of_another_book_shows_nothing(person: PageClient) -> None:
    vault: Vault = person.application.extensions["easyread"].vault
    vault.make_book("heart", "pin", "111222")
    say_who(person, "partner")
    say_who(person, "nobody")
    assert give(person, "111222", "heart") == 403
    assert not sees(person)


def test_the_lock_given_before_anybody_has_said_so_shows_nothing(person: PageClient) -> None:
    say_who(person, "partner")
    answer = person.send(GIVE_LOCK, door=DOOR, kind="pin", pin=PIN)
    assert (answer.status_code, answer.location) == (303, page_of(person, WHO))
    assert not sees(person)
    assert say_who(person, "nobody") == GIVE_LOCK


def test_back_on_the_page_of_the_lock_leads_to_who_is_here(person: PageClient) -> None:
    say_who(person, "partner")
    say_who(person, "nobody")
    assert f'value="{page_of(person, WHO)}"' in text_of(person.get(GIVE_LOCK))


def test_a_word_of_the_last_try_does_not_count_when_somebody_else_comes_in(person: PageClient) -> None:
    """She taps nobody, then says that her family is here too: the lock that is given then is for that."""
    say_who(person, "partner")
    say_who(person, "nobody")
    say_who(person, "partner", "family")
    give(person)
    assert not sees(person)
