"""One tap, one transaction: kept whole or not at all. Counted for each form that a page client sends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import has_request_context, request
from flask.testing import FlaskClient

from easyread.book import history
from easyread.book.cipher import Database
from easyread.book.history import Link

_MADE = "tests.transactions"  # in a request's environ: where its transactions are noted
# Where a tap does several things, each of which is kept although there is no room for another: what is half
# written, then the language of later openings; and all that opens a book, which keeps wrong tries, the visit,
# and one by one the drafts that have waited in memory.
_MANY = {
    "every_page.switch_language", "doors.open_book", "recovery.take_code", "recovery.keep_code",
    *(f"{way}.{view}" for way in ("new_book", "change_lock") for view in ("keep_kind", "keep_lock")),
}  # fmt: skip


class InPieces(AssertionError):
    """A form was kept in more than one transaction: a power cut between them leaves a part."""


def count_transactions(patch: pytest.MonkeyPatch) -> None:
    """From now on each form notes its transactions: each of them moves the chain of a book by one."""
    advance = history.advance

    def note(db: Database) -> Link:
        if has_request_context() and request.method == "POST":
            request.environ.get(_MADE, []).append(request.endpoint)
        return advance(db)

    patch.setattr(history, "advance", note)


@contextmanager
def in_one_transaction(client: FlaskClient) -> Iterator[None]:
    """One request of this client. Raises :class:`InPieces`."""
    made: list[str] = []
    client.environ_base[_MADE] = made  # type: ignore[assignment]  # any object may stand there; the app gets a copy of this, but the list itself
    yield
    if len(made) > 1 and made[0] not in _MANY:
        raise InPieces(f"{made[0]}: {len(made)} transactions")
