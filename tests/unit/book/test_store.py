"""Statements in and out: exact words, versions, renderings."""

from __future__ import annotations

import random
import unicodedata
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from easyread import model
from easyread.book.errors import NotKept
from easyread.book.store import Store
from easyread.visit.situation import find_answers
from tests.books import AT, later, make_statement

# --- own words ---

WORDS = {
    "20,000 letters": "".join(random.Random(7).choices("aą ßж字\n", k=20_000)),
    "emoji": "👩🏽‍🦽 👨‍👩‍👧 🫖 ❤️‍🩹",
    "direction marks": "\u2067میں\u2069 \u202eabc\u202c \u200f\u200e",
    "300 combining marks": "a" + "\u0301\u0316" * 150,
    "Urdu": "میں اپنی بہن کے ساتھ رہنا چاہتی ہوں۔ ۱۲۳",
    "not normal form": unicodedata.normalize("NFD", "Łódź é ﷺ") + "\u212b",
    "line ends": "one\r\ntwo\rthree\n\n ",
    "spaces": "  \t two\u00a0three\u2003 \ufeff",
    "a null sign": "a\x00b",
    "words that look like data": "null",
    "a number": "007",
    "a quote": "'; drop table statement; -- \" {} []",
    "nothing": "",
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_own_words_come_back_byte_for_byte(store: Store, reopened: Store, words: str) -> None:
    kept = store.keep(make_statement(words=words, language="ur", direction="rtl"))
    read = reopened.statement(kept.id)
    assert read == kept
    assert read.words.encode() == words.encode()
    store.keep_rendering(
        model.Rendering(id="r", statement=kept.id, words=words, role="friend", note=words, at=AT)
    )
    draft = model.Draft(page="/p", fields={words: [words, words]}, language="ur", at=AT)
    store.keep_draft(draft)
    store.keep_people([model.Person(id="p", role="sister", name=words, at=AT)])
    assert (reopened.renderings()[0].words, reopened.renderings()[0].note) == (words, words)
    assert reopened.draft("/p") == draft
    assert reopened.people()[0].name == words


def test_half_a_sign_is_refused_without_quoting_the_words(store: Store) -> None:
    with pytest.raises(NotKept) as caught:
        store.keep(make_statement(words="elderflower \ud800"))
    assert str(caught.value) == "nothing was stored"
    assert caught.value.__suppress_context__
    assert store.statements() == []


# --- versions ---


def test_a_change_is_a_new_version_beside_the_old_one(store: Store, reopened: Store) -> None:
    first = store.keep(make_statement(words="one"))
    second = store.keep(make_statement(words="two"))
    assert (first.number, first.replaces) == (1, None)
    assert (second.number, second.replaces) == (2, first.id)
    assert reopened.statements() == [second]
    assert reopened.versions("what-i-want") == [first, second]
    assert reopened.statement(first.id) == first


def test_a_caller_cannot_make_up_a_version_number(store: Store) -> None:
    kept = store.keep(make_statement(number=9, replaces="nothing"))
    assert (kept.number, kept.replaces) == (1, None)


def test_the_current_versions_stand_in_the_order_they_were_kept_whatever_the_clock_said(store: Store) -> None:
    for step, at in (("b", later(100)), ("a", later(-100)), ("c", later(0)), ("b", later(-500))):
        store.keep(make_statement(step=step, words=str(at), at=at))
    assert [statement.step for statement in store.statements()] == ["a", "c", "b"]


def test_the_same_said_again_makes_no_version(store: Store) -> None:
    first = store.keep(make_statement())
    again = store.keep(
        make_statement(at=later(9), presence=("sister",), question_version="new", read_back=AT)
    )
    assert again == first
    assert store.versions("what-i-want") == [first]


@pytest.mark.parametrize(
    "change",
    [
        {"choices": ("other",)}, {"sorted": {"a": "b"}}, {"words": "I want my key back"}, {"skip": "unsure"},
        {"private": True}, {"language": "cy"},
    ],
)  # fmt: skip
def test_anything_said_differently_makes_a_version(store: Store, change: dict[str, object]) -> None:
    store.keep(make_statement())
    assert store.keep(make_statement(**change)).number == 2


def test_a_double_tap_is_kept_once(store: Store, reopened: Store) -> None:
    first = store.keep(make_statement(words="one"), once="token-1")
    assert store.keep(make_statement(words="one"), once="token-1") == first
    store.keep(make_statement(words="two"), once="token-2")
    assert reopened.keep(make_statement(words="one"), once="token-1") == first
    assert [statement.words for statement in store.versions("what-i-want")] == ["one", "two"]


def test_a_repeat_that_changed_nothing_stays_a_repeat(store: Store) -> None:
    store.keep(make_statement(words="one"))
    store.keep(make_statement(words="one"), once="token")
    two = store.keep(make_statement(words="two"))
    store.keep(make_statement(words="one"), once="token")
    assert store.statements() == [two]


def test_the_same_id_twice_is_refused_and_the_first_stays(store: Store) -> None:
    first = store.keep(make_statement(id="same"))
    with pytest.raises(NotKept):
        store.keep(make_statement(id="same", words="other"))
    assert store.statements() == [first]


def test_what_is_taken_back_is_gone_from_the_words_and_seen_among_the_versions(
    store: Store, reopened: Store
) -> None:
    first = store.keep(make_statement(words="one"))
    second = store.keep(make_statement(words="two"))
    store.take_back(second.id, later(60))
    store.take_back(second.id, later(99))
    store.take_back("unknown", later(99))
    assert reopened.statements() == []  # not the older version: the person took the answer back
    assert reopened.versions("what-i-want") == [first, msgspec.structs.replace(second, taken_back=later(60))]


def test_the_same_said_again_after_taking_it_back_is_a_new_version(store: Store) -> None:
    first = store.keep(make_statement())
    store.take_back(first.id, later(60))
    again = store.keep(make_statement())
    assert (again.number, again.replaces, again.taken_back) == (2, first.id, None)
    assert store.statements() == [again]


def test_reading_back_is_noted_on_its_version_only(store: Store) -> None:
    first = store.keep(make_statement(words="one"))
    second = store.keep(make_statement(words="two"))
    store.mark_read_back(second.id, later(60))
    assert [statement.read_back for statement in store.versions("what-i-want")] == [None, later(60)]
    assert first.read_back is None


def test_renderings_stay_the_newest_last_and_the_original_untouched(store: Store, reopened: Store) -> None:
    kept = store.keep(make_statement(words="chcę do domu", language="pl"))
    renderings = [
        model.Rendering(id=str(n), statement=kept.id, words=f"home {n}", role="phone", at=later(-n))
        for n in range(3)
    ]
    for rendering in renderings:
        store.keep_rendering(rendering)
    assert reopened.renderings() == renderings
    assert reopened.statement(kept.id) == kept


def test_what_was_said_is_seen_at_once_after_each_write_and_after_one_that_is_undone(store: Store) -> None:
    assert store.statements() == []
    kept = store.keep(make_statement(id="one", words="My key."))
    assert store.statements() == [kept]
    store.statements().clear()  # a list of its own
    store.mark_read_back("one", AT)
    assert [said.read_back for said in store.statements()] == [AT]
    with suppress(ZeroDivisionError), store.together():
        store.keep(make_statement(id="two", words="Other words."))
        assert [said.id for said in store.statements()] == ["two"]
        raise ZeroDivisionError
    assert [said.id for said in store.statements()] == ["one"]
    with suppress(ZeroDivisionError), store.together(), store.together():
        store.take_back("one", AT)
        assert store.statements() == []
        raise ZeroDivisionError
    assert [said.id for said in store.statements()] == ["one"]
    store.take_back("one", AT)
    assert store.statements() == []


def test_the_list_of_what_was_said_is_read_again_only_after_a_write_to_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep(make_statement(id="one"))
    reads = []
    select = store._select  # noqa: SLF001

    def read(kind: type, *asked: Any) -> Any:
        reads.extend([asked] if kind is model.Statement else [])
        return select(kind, *asked)

    monkeypatch.setattr(store, "_select", read)
    for _ in range(3):
        store.statements()
    store.set_setting("languages", "pl")
    store.statements()
    assert len(reads) == 1
    store.keep(make_statement(id="two", words="Other words."))
    reads.clear()
    store.statements()
    store.statements()
    assert len(reads) == 1


# --- the answers, as the book finds them, and among all versions ---


@pytest.mark.parametrize("seed", range(20))
def test_the_answers_among_all_versions_are_those_that_the_book_finds(store: Store, seed: int) -> None:
    """Who is not alone has all versions read: the same rule must give the same answers."""
    chance, said = random.Random(seed), list[model.Statement]()
    for number in range(40):
        if said and chance.random() < 0.25:
            store.take_back(chance.choice(said).id, later(number))
            continue
        before = chance.choice(said) if said and chance.random() < 0.3 else None
        step = before.step if before else chance.choice(("want", "safe", "name"))
        fields = {"step": step, "words": f"Words {number}.", "at": later(number)}
        aside = {"aside": True, "replaces": before.id} if before else {}
        said.append(store.keep(make_statement(**fields, **aside)))
        assert find_answers(store.all_versions()) == store.statements()
    assert any(one.aside for one in store.all_versions())
    assert any(one.taken_back for one in store.all_versions())
