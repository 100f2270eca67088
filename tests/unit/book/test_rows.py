"""Every field of every record, as columns and back."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from easyread import model
from easyread.book.cipher import Database
from easyread.book.errors import BookDamaged
from easyread.book.records import _TABLES
from easyread.book.store import Store
from tests.books import AT, later, make_statement

BANGLADESH = timezone(timedelta(hours=6))


EVERY_FIELD = (
    model.Statement(
        id="s1", step="a", question_version="v", kind="sort", choices=("x", "y"), sorted={"x": "good"},
        words="w", language="pl", direction="ltr", skip="unsure", private=True, presence=("sister",),
        helping=("reads",), interpreter="i1", at=datetime(2026, 1, 2, 3, 4, 5, 6, BANGLADESH),
        taken_back=None, read_back=later(60),
    ),
    model.Rendering(
        id="r1", statement="s1", language="cy", source="pl", words="w", role="friend", interpreter="i1",
        mode="signed", voice="a1", note="n", visit="v1", presence=("friend",), replaces="r0", at=AT,
    ),
    model.ReadBack(id="b1", rendering="r1", agrees=True, interpreter="i1", presence=(), at=AT),
    model.Person(id="p1", role="sister", name="Ł.", at=AT),
    model.Grant(
        id="g1", said="s1", reader="nurse", purpose="plan", answer="ask", until=date(2027, 2, 28),
        at=AT, withdrawn=later(5),
    ),
    model.CardMade(
        id="c1", reader="nurse", purpose="plan", languages=("pl", "en-GB"), lines=("s1",), presence=(),
        printed={"title": [{"words": "“a”"}], "number": 2}, at=AT,
    ),
    model.Explained(id="e1", at=AT, language="ur", remembered=("a", "b"), presence=("sister",)),
    model.Interpreter(id="i1", kind="phone", language="Sylheti", dialect="d", ok="rather-not", at=AT),
    model.Visit(
        id="v1", at=AT, presence=("nobody",), helping=("reads", "types"), interpreter="i1", met=("sister",)
    ),
    model.Draft(page="/p/1", fields={"words": ["a"], "choice": ["x", "y"], "none": []}, language="pl", at=AT),
)  # fmt: skip


def keep_every_field(store: Store) -> None:
    statement, rendering, read, person, grant, card, explained, interpreter, visit, draft = EVERY_FIELD
    store.keep(statement)
    store.keep_rendering(rendering)
    store.keep_read_back(read)
    store.keep_people([person])
    store.keep_grant(grant)
    store.keep_card(card)
    store.keep_explained(explained)
    store.keep_interpreter(interpreter)
    store.keep_visit(visit)
    store.keep_draft(draft)


def test_every_field_of_every_record_comes_back(store: Store, reopened: Store) -> None:
    keep_every_field(store)
    assert [
        *reopened.statements(), *reopened.renderings(), *reopened.read_backs(), *reopened.people(),
        *reopened.grants(), *reopened.cards(), *reopened.explained(), *reopened.interpreters(),
        reopened.visit("v1"), reopened.draft("/p/1"),
    ] == [*EVERY_FIELD]  # fmt: skip


def test_every_field_has_its_own_column(store: Store, db: Database) -> None:
    """A field added to the model without a migration shows here."""
    for record in EVERY_FIELD:
        columns = set(db.table(_TABLES[type(record)]).columns_dict)
        assert set(record.__struct_fields__) <= columns


def test_not_said_and_nobody_stay_apart(store: Store, reopened: Store) -> None:
    unknown = model.Visit(id="unknown", at=AT, presence=None)
    nobody = model.Visit(id="nobody", at=AT, presence=())
    store.keep_visit(unknown)
    store.keep_visit(nobody)
    assert (reopened.visit("unknown"), reopened.visit("nobody")) == (unknown, nobody)


def test_a_time_without_its_zone_is_refused_and_nothing_is_kept(store: Store) -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        store.keep(make_statement(at=naive))
    with pytest.raises(ValueError, match="zone"):
        store.mark("a", "seen", naive)
    assert (store.statements(), store.step_states()) == ([], {})


def test_a_row_that_something_else_changed_is_damage_not_a_crash(store: Store, db: Database) -> None:
    store.keep(make_statement(id="s"))
    db.execute("update statement set skip = 'marker-elderflower'")
    with pytest.raises(BookDamaged) as caught:
        store.statement("s")
    assert "elderflower" not in str(caught.value)
    assert caught.value.__suppress_context__
