"""Records in and out of a book's tables; every write moves the book's chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from easyread.book import history
from easyread.book.cipher import Database, reading, writing
from easyread.book.errors import BookDamaged, NotKept
from easyread.book.history import Link
from easyread.book.rows import from_row, to_row, write_moment
from easyread.model import (
    AnythingSaid,
    Attachment,
    CardMade,
    Draft,
    Explained,
    Grant,
    Interpreter,
    LateWords,
    NamedLanguage,
    NotTold,
    Person,
    ReadBack,
    Record,
    Rendering,
    Statement,
    Visit,
)

R = TypeVar("R", bound=Record)
Follow = Callable[[Link], None]

_TABLES: dict[type[Record], str] = {
    Attachment: "attachment",
    CardMade: "card",
    Draft: "draft",
    Explained: "explained",
    Grant: "grant",
    Interpreter: "interpreter",
    LateWords: "late",
    NamedLanguage: "named_language",
    NotTold: "not_told",
    Person: "person",
    ReadBack: "read_back",
    Rendering: "rendering",
    Statement: "statement",
    Visit: "visit",
}
_SAID = [table for kind, table in _TABLES.items() if issubclass(kind, AnythingSaid)]
_IS_SAID = "select " + " or ".join(f"exists(select 1 from {table} where id = :id)" for table in _SAID)  # noqa: S608
_OLDER, _NO_WORDS = "older-copy", "no-words"  # a setting: the day of its last words; empty when told
_CODE_USED = "code-used"  # a setting: when; empty when seen


class OlderCopy(NamedTuple):
    """This book was an older copy when it was opened; when its last words had been kept, if it had any."""

    last_kept: datetime | None


class Records:
    """What :class:`.store.Store` is built on. ``follow`` is told each link when it is on the disk.

    ``is_low``: is the last room of the disk for words only?
    """

    def __init__(
        self,
        db: Database,
        follow: Follow = lambda _: None,
        is_low: Callable[[], bool] = lambda: False,
    ) -> None:
        self._db = db
        self._follow = follow
        self._is_low = is_low
        self._within = False  # a transaction, which takes in every write until it ends

    # --- how new this copy is ---

    def revision(self) -> int:
        """How many writes this book has had; grows by one with each, never by nothing changed."""
        with reading():
            return history.read_last(self._db).revision

    def last_kept(self) -> datetime | None:
        """When the last words were kept, by the clock of that time; ``None`` in a book without words."""
        with reading():
            last = self._one(Statement, "true", [], order="seq desc")
        return last.at if last else None

    def compare(self, mark: Link | None) -> None:
        """Note in the book when it does not go on from ``mark``: then it is an older copy.

        Where that cannot be written, the mark stays, and the next opening notices again.
        """
        with reading():
            last = history.read_last(self._db)
            goes_on = mark is None or mark == last or history.goes_on_from(self._db, mark)
        if not goes_on:
            kept = self.last_kept()
            with suppress(NotKept):
                self.set_setting(_OLDER, write_moment(kept) if kept else _NO_WORDS)
        elif mark != last:
            self._follow(last)

    def older_copy(self) -> OlderCopy | None:
        """What the person has to be told, until :meth:`set_told`."""
        noted = self.setting(_OLDER)
        if not noted:
            return None
        try:
            return OlderCopy(None if noted == _NO_WORDS else datetime.fromisoformat(noted))
        except ValueError:
            raise BookDamaged from None

    def set_told(self) -> None:
        """The person saw that this is an older copy."""
        self.set_setting(_OLDER, "")

    def note_code_use(self, at: datetime) -> None:
        """The recovery code was used to open this book: to be told until :meth:`set_code_use_seen`."""
        self.set_setting(_CODE_USED, write_moment(at))

    def code_use(self) -> datetime | None:
        """When the recovery code was used, while the person has not seen that it was."""
        noted = self.setting(_CODE_USED)
        return datetime.fromisoformat(noted) if noted else None

    def set_code_use_seen(self) -> None:
        self.set_setting(_CODE_USED, "")

    def setting(self, name: str) -> str | None:
        return self._pairs("select name, value from setting where name = ?", [name]).get(name)

    def set_setting(self, name: str, value: str) -> None:
        with self._writing():
            self._db.table("setting").insert({"name": name, "value": value}, replace=True)

    # --- rows ---

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One write and its link in one transaction; no link when nothing changed.

        Within :meth:`.store.Store.together` it is a part of that one.
        """
        if self._within:
            if not self._db.conn.in_transaction:  # a full disk has undone all of it: no part may follow
                raise NotKept
            yield
            return
        link = None
        with writing(self._db), self._hold():
            before = self._db.conn.total_changes
            yield
            if self._db.conn.total_changes != before:
                link = history.advance(self._db)
        if link:
            self._follow(link)

    @contextmanager
    def _hold(self) -> Iterator[None]:
        self._within = True
        try:
            yield
        finally:
            self._within = False

    def _keep(self, record: Record, replace: bool = False) -> None:
        with self._writing():
            self._insert(record, replace)

    def _insert(self, record: Record, replace: bool = False) -> None:
        self._db.table(_TABLES[type(record)]).insert(to_row(record), replace=replace)

    def _all(
        self, kind: type[R], where: str | None = None, args: Sequence[str] = (), order: str = "seq"
    ) -> list[R]:
        with reading():
            rows = self._select(kind, where, args, order)
            return [from_row(kind, row) for row in rows]

    def _one(self, kind: type[R], where: str, args: Sequence[str], order: str = "seq") -> R | None:
        rows = self._select(kind, where, args, f"{order} limit 1")
        return next((from_row(kind, row) for row in rows), None)

    def _select(
        self, kind: type[Record], where: str | None, args: Sequence[str], order: str
    ) -> list[dict[str, Any]]:
        """Rows by column name. The library's ``rows_where`` looks the table up twice before each reading."""
        condition = f" where {where}" if where else ""
        sql = f'select * from "{_TABLES[kind]}"{condition} order by {order}'  # noqa: S608  # all our own words
        found = self._db.execute(sql, args)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _is_said(self, id: str) -> bool:  # noqa: A002  it is the record's own field name
        """Is it the id of something that the person said, of whatever kind?"""
        return bool(self._db.execute(_IS_SAID, {"id": id}).fetchone()[0])

    def _pairs(self, sql: str, args: Sequence[str] = ()) -> dict[str, Any]:
        with reading():
            return dict(self._db.execute(sql, args).fetchall())
