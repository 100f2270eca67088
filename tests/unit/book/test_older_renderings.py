"""English from before a rendering had one author: it is shown as what is known of it, and no more.

The page of then came filled with the last English and its tick, whoever sat there.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from easyread.book import cipher, schema
from easyread.book.store import Store
from easyread.model import Rendering
from tests.books import keep_as_before, later, make_statement

KEY = bytes(range(32))
EARLIER = schema.MIGRATIONS.index(schema._add_authors_of_renderings)  # noqa: SLF001


class Was(NamedTuple):
    words: str
    role: str
    ticked: bool = False


class Known(NamedTuple):
    role: str
    replaces: int | None  # the place of the one that it replaced
    agreed: bool


FAMILY, REGISTERED, NOT_SAID = "family-friend", "registered", "not-said"


@pytest.mark.parametrize(
    ("were", "known"),
    [
        ([Was("home", REGISTERED, True)], [Known(REGISTERED, None, True)]),
        ([Was("home", REGISTERED)], [Known(REGISTERED, None, False)]),
        # The page of the family's English was kept as it came: it is still the family's.
        (
            [Was("home", FAMILY), Was("home", REGISTERED, True)],
            [Known(FAMILY, None, False), Known(FAMILY, 0, True)],
        ),
        # Somebody went on from the family's English: nobody knows whose the words are.
        (
            [Was("home", FAMILY), Was("my home", REGISTERED)],
            [Known(FAMILY, None, False), Known(NOT_SAID, None, False)],
        ),
        # A word was changed, and the tick of the words before stayed on the page.
        (
            [Was("not home", REGISTERED, True), Was("home", REGISTERED, True)],
            [Known(REGISTERED, None, True), Known(REGISTERED, 0, False)],
        ),
        (
            [Was("not home", REGISTERED), Was("home", REGISTERED, True)],
            [Known(REGISTERED, None, False), Known(REGISTERED, 0, True)],
        ),
        (
            [Was("home", REGISTERED, True), Was("home", REGISTERED, True)],
            [Known(REGISTERED, None, True), Known(REGISTERED, 0, True)],
        ),
    ],
)
def test_of_older_english_only_that_is_told_which_is_known(
    tmp_path: Path, were: list[Was], known: list[Known]
) -> None:
    said = make_statement(words="dom", language="pl")
    with closing(cipher.create_file(tmp_path / "book.db", KEY)) as db:
        schema.create_tables(db, schema.MIGRATIONS[:EARLIER])
        keep_as_before(db, "statement", said)
        for place, was in enumerate(were):
            old = Rendering(
                id=str(place) * 32, statement=said.id, words=was.words, role=was.role, at=later(place)
            )
            keep_as_before(db, "rendering", old, read_back=int(was.ticked))
        schema.bring_up_to_date(db)
        store = Store(db)
        agreed = {read.rendering for read in store.read_backs() if read.agrees}
        found = [
            Known(one.role, int(one.replaces[0]) if one.replaces else None, one.id in agreed)
            for one in store.renderings()
        ]
        assert [one.words for one in store.renderings()] == [was.words for was in were]
        assert {(one.visit, one.presence, one.interpreter, one.mode) for one in store.renderings()} == {
            ("", None, None, "")
        }
    assert found == known
