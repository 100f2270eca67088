"""People, sharing, and the way through, in and out."""

from __future__ import annotations

import itertools

import pytest

from easyread import model
from easyread.book.cipher import Database
from easyread.book.errors import NotKept
from easyread.book.store import Store
from easyread.model import Consent
from tests.books import AT, later, make_statement

# --- people and sharing ---


def test_the_people_given_become_the_whole_list_in_order(store: Store, reopened: Store) -> None:
    jo, ann, sam = (model.Person(id=name, role="friend", name=name, at=AT) for name in ("jo", "ann", "sam"))
    store.keep_people([jo, ann])
    store.keep_people([sam, jo])
    assert reopened.people() == [sam, jo]
    store.keep_people([])
    assert reopened.people() == []


def test_a_list_of_people_that_cannot_be_kept_leaves_the_old_list(store: Store) -> None:
    jo = model.Person(id="jo", role="friend", at=AT)
    store.keep_people([jo])
    with pytest.raises(NotKept):
        store.keep_people([model.Person(id="x", role="friend", at=AT)] * 2)
    assert store.people() == [jo]


_ids = itertools.count()


def make_grant(
    said: str, reader: str = "nurse", purpose: str = "plan", answer: Consent = "yes"
) -> model.Grant:
    return model.Grant(id=f"g{next(_ids)}", said=said, reader=reader, purpose=purpose, answer=answer, at=AT)


def test_a_rendering_or_grant_of_nothing_is_refused(store: Store) -> None:
    with pytest.raises(NotKept):
        store.keep_rendering(model.Rendering(id="r", statement="unknown", words="w", role="phone", at=AT))
    with pytest.raises(NotKept):
        store.keep_grant(make_grant("unknown"))
    assert (store.renderings(), store.grants()) == ([], [])


def test_the_latest_grant_counts_and_the_older_stays_in_the_file(store: Store, db: Database) -> None:
    one, two = (store.keep(make_statement(step=step)).id for step in ("a", "b"))
    grants = [
        make_grant(one, answer="yes"),
        make_grant(one, "doctor"),
        make_grant(two),
        make_grant(one, purpose="meeting"),
        make_grant(one, answer="no"),
    ]
    assert "share" not in store.list_done()
    for grant in grants:
        store.keep_grant(grant)
    assert "share" in store.list_done()
    assert store.grants() == grants[1:]
    assert db.table("grant").count == 5


def test_withdrawing_ends_every_live_grant_of_that_reader_and_no_other(store: Store) -> None:
    one, two = (store.keep(make_statement(step=step)).id for step in ("a", "b"))
    old_yes = make_grant(one, purpose="meeting", answer="yes")
    grants = [
        make_grant(one),
        make_grant(one, purpose="talk", answer="ask"),
        make_grant(one, purpose="meeting", answer="no"),
        make_grant(one, "doctor"),
        make_grant(two),
    ]
    for grant in (old_yes, *grants):
        store.keep_grant(grant)
    store.withdraw(one, "nurse", later(60))
    store.withdraw(one, "nurse", later(99))
    assert [grant.withdrawn for grant in store.grants()] == [later(60), later(60), None, None, None]
    assert [grant.answer for grant in store.grants()] == ["yes", "ask", "no", "yes", "yes"]


def test_an_ok_after_a_withdrawal_counts_again(store: Store) -> None:
    one = store.keep(make_statement()).id
    store.keep_grant(make_grant(one))
    store.withdraw(one, "nurse", later(60))
    again = make_grant(one)
    store.keep_grant(again)
    assert store.grants() == [again]


def test_cards_explanations_and_interpreters_stand_oldest_first(store: Store, reopened: Store) -> None:
    cards = [
        model.CardMade(id=str(n), reader="r", purpose="p", languages=("pl",), lines=(), at=later(-n))
        for n in range(3)
    ]
    told = [model.Explained(id=str(n), at=later(-n), language="pl") for n in range(3)]
    present = [model.Interpreter(id=str(n), kind="phone", language="pl", at=later(-n)) for n in range(3)]
    for card, explained, interpreter in zip(cards, told, present, strict=True):
        store.keep_card(card)
        store.keep_explained(explained)
        store.keep_interpreter(interpreter)
    assert (reopened.cards(), reopened.explained(), reopened.interpreters()) == (cards, told, present)


# --- the way through ---


def test_a_visit_becomes_what_is_now_known_of_it(store: Store, reopened: Store) -> None:
    store.keep_visit(model.Visit(id="v", at=AT))
    known = model.Visit(id="v", at=AT, presence=("sister",), helping=("reads",))
    store.keep_visit(known)
    assert reopened.visit("v") == known
    assert reopened.visit("other") is None


def test_a_step_has_one_mark_until_it_is_taken_off(store: Store, reopened: Store) -> None:
    store.mark("a", "later", AT)
    store.mark("a", "seen", later(1))
    store.mark("b", "later", AT)
    assert reopened.step_states() == {"a": "seen", "b": "later"}
    store.unmark("a")
    store.unmark("never marked")
    assert reopened.step_states() == {"b": "later"}


def test_a_page_has_one_draft_until_it_is_dropped(store: Store, reopened: Store) -> None:
    old, new = (
        model.Draft(page="/p/1", fields={"words": [word]}, language="ur", at=AT) for word in ("a", "ab")
    )
    other = model.Draft(page="/p/0", fields={}, language="pl", at=AT)
    for draft in (old, new, other):
        store.keep_draft(draft)
    assert reopened.drafts() == [other, new]
    store.drop_draft("/p/1")
    store.drop_draft("/never")
    assert reopened.draft("/p/1") is None
    assert reopened.drafts() == [other]


def test_a_setting_is_unset_until_set_and_then_the_last_one(store: Store, reopened: Store) -> None:
    assert store.setting("language") is None
    store.set_setting("language", "pl")
    store.set_setting("language", "ur")
    store.set_setting("other", "")
    assert (reopened.setting("language"), reopened.setting("other")) == ("ur", "")
