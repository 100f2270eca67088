"""What a book holds, in and out. Made by :meth:`easyread.book.vault.Vault.open_store` for one request.

Every write is one transaction that is on the disk before the method returns, or raises :class:`NotKept` and
changes nothing; those within :meth:`Store.together` are one.
Every read raises :class:`BookDamaged` when the file was changed by something else.
Text is kept exactly as given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Literal

import msgspec

from easyread.book.cipher import Database, reading
from easyread.book.drafts import Drafts
from easyread.book.errors import NotKept
from easyread.book.named_languages import NamedLanguages
from easyread.book.records import Follow, OlderCopy
from easyread.book.rows import write_moment
from easyread.model import (
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

__all__ = ["Mark", "OlderCopy", "Store"]

Mark = Literal["seen", "later"]

_DONE = """select 'share', 1 where exists(select 1 from "grant")
    union all select 'card', 1 where exists(select 1 from card)"""
_NEWEST = (
    "number = (select max(number) from statement as one where one.step = statement.step and not one.aside)"
)
_KEPT_ONCE = "id = (select statement from once where token = ?)"
_LAST_GRANTS = "seq in (select max(seq) from grant group by said, reader, purpose)"


class Store(NamedLanguages, Drafts):
    """One open book. It belongs to one request: never keep it, never share it between threads."""

    def __init__(
        self, db: Database, follow: Follow = lambda _: None, is_low: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(db, follow, is_low)
        self._statements: list[Statement] | None = None  # read once; ``None``: not yet, or not since a write

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several writes as one: all are on the disk when the block ends, or none is.

        Raises what ended the block, and :class:`NotKept`. Within a block it is a part of that one. No error
        of a write may be caught inside: what came before it is undone.
        """
        unkept = dict(self.unkept)
        try:
            with self._writing():
                yield
        except BaseException:
            self._statements = None  # it may hold what is undone
            self._forget_named()
            self.unkept.clear()
            self.unkept.update(unkept)
            raise

    # --- statements ---

    def keep(self, statement: Statement, once: str = "") -> Statement:
        """Keep an answer as the step's next version, and return what is now kept.

        The same ``once`` again, or nothing different from the version before: returns the one there is. One
        that is kept aside follows only the one that it says it ``replaces``.
        """
        with self._writing_statements():
            if once and (kept := self._one(Statement, _KEPT_ONCE, [once])):
                return kept
            newest = self._one(Statement, "step = ?", [statement.step], order="number desc")
            last = self._find_last(statement)
            if last and not last.taken_back and last.repeats(statement):
                kept = last
            else:
                kept = msgspec.structs.replace(
                    statement,
                    number=newest.number + 1 if newest else 1,
                    replaces=last.id if last else None,
                )
                self._insert(kept)
            if once:
                self._db.table("once").insert({"token": once, "statement": kept.id})
            return kept

    def _find_last(self, statement: Statement) -> Statement | None:
        """The version that this one will follow."""
        if statement.aside:
            return self._one(Statement, "id = ?", [statement.replaces or ""])
        return self._one(Statement, "step = ? and not aside", [statement.step], order="number desc")

    def statements(self) -> list[Statement]:
        """The current version of each step, in the order they were kept; none for a step taken back.

        What stands aside of it is never it.
        """
        if self._statements is None:
            self._statements = self._all(Statement, f"taken_back is null and {_NEWEST}")
        return list(self._statements)

    def all_versions(self) -> list[Statement]:
        """All that was ever said, in the order it was kept, what was taken back too."""
        return self._all(Statement)

    def versions(self, step: str) -> list[Statement]:
        """All that was ever said to a step, oldest first, what was taken back too."""
        return self._all(Statement, "step = ?", [step], order="number")

    def statement(self, id: str) -> Statement | None:  # noqa: A002  it is the record's own field name
        """One version, whether current or not."""
        with reading():
            return self._one(Statement, "id = ?", [id])

    def take_back(self, id: str, at: datetime) -> None:  # noqa: A002
        """Mark a version as taken back. It stays among the versions."""
        with self._writing_statements():
            self._db.execute(
                "update statement set taken_back = ? where id = ? and taken_back is null",
                [write_moment(at), id],
            )

    def mark_read_back(self, id: str, at: datetime) -> None:  # noqa: A002
        """The person heard or read this version again and agreed."""
        with self._writing_statements():
            self._db.execute("update statement set read_back = ? where id = ?", [write_moment(at), id])

    @contextmanager
    def _writing_statements(self) -> Iterator[None]:
        """A write after which the statements are read again. Nobody else writes while this store is open."""
        try:
            with self._writing():
                yield
        finally:
            self._statements = None

    def keep_language(self, named: NamedLanguage) -> None:
        """As :meth:`.named_languages.NamedLanguages.keep_language`: statements are read again after it."""
        with self._writing_statements():
            super().keep_language(named)

    def keep_rendering(self, rendering: Rendering) -> None:
        """Keep somebody's English beside its statement; earlier ones stay."""
        self._keep(rendering)

    def renderings(self) -> list[Rendering]:
        """All, the newest of each statement last."""
        return self._all(Rendering)

    def keep_read_back(self, read: ReadBack) -> None:
        """Keep what the person said of one rendering; earlier answers stay."""
        self._keep(read)

    def read_backs(self) -> list[ReadBack]:
        """All, oldest first: the last one of each rendering counts."""
        return self._all(ReadBack)

    # --- people and sharing ---

    def keep_people(self, people: Sequence[Person]) -> None:
        """These become the whole list; whoever is not in it is deleted."""
        with self._writing():
            self._db.execute("delete from person")
            for person in people:
                self._insert(person)

    def people(self) -> list[Person]:
        return self._all(Person)

    def list_done(self) -> set[str]:
        """ "share": something was decided about sharing; "card": a card was made."""
        return set(self._pairs(_DONE))

    def keep_grant(self, grant: Grant) -> None:
        """Keep an OK, or a no; it follows the earlier one for the same version, reader and purpose.

        Raises :class:`NotKept`, also for what nobody said.
        """
        with self._writing():
            if not self._is_said(grant.said):
                raise NotKept
            self._insert(grant)

    def grants(self) -> list[Grant]:
        """The latest for each version of what was said, reader and purpose."""
        return self._all(Grant, _LAST_GRANTS)

    def withdraw(self, said: str, reader: str, at: datetime) -> None:
        """End every OK (yes, or ask me first) that this reader has for this version of what was said."""
        live = f"answer in ('yes', 'ask') and withdrawn is null and {_LAST_GRANTS}"
        with self._writing():
            self._db.execute(
                f"update grant set withdrawn = ? where said = ? and reader = ? and {live}",  # noqa: S608  our own text
                [write_moment(at), said, reader],
            )

    def keep_not_told(self, answer: NotTold) -> None:
        """Keep that nobody is to be told of it now, or ever. Earlier answers stay."""
        self._keep(answer)

    def not_told(self) -> list[NotTold]:
        """Oldest first."""
        return self._all(NotTold)

    def note_over(self, on: date) -> None:
        """It is that day: each OK whose time is over stays over, even if the clock is set back later."""
        due = "over is null and until < ?"
        with reading():
            if self._db.execute(f'select 1 from "grant" where {due}', [on.isoformat()]).fetchone() is None:  # noqa: S608  our own text
                return
        with self._writing():
            self._db.execute(f'update "grant" set over = ? where {due}', [on.isoformat(), on.isoformat()])  # noqa: S608

    def keep_card(self, card: CardMade) -> None:
        self._keep(card)

    def cards(self) -> list[CardMade]:
        """Oldest first."""
        return self._all(CardMade)

    def keep_explained(self, explained: Explained) -> None:
        self._keep(explained)

    def explained(self) -> list[Explained]:
        """Oldest first."""
        return self._all(Explained)

    # --- who is here ---

    def keep_visit(self, visit: Visit) -> None:
        """Keep an opening of the book, or what was learned about it since (same id)."""
        self._keep(visit, replace=True)

    def visit(self, id: str) -> Visit | None:  # noqa: A002
        with reading():
            return self._one(Visit, "id = ?", [id], order="id")

    def visits(self) -> list[Visit]:
        """All openings, oldest first."""
        return self._all(Visit, order="at")

    def visit_before(self, visit: Visit) -> Visit | None:
        """The last opening before this one in which somebody said who was here."""
        where = "id <> ? and presence is not null and at <= ?"
        with reading():
            return self._one(Visit, where, [visit.id, write_moment(visit.at)], order="at desc")

    def keep_interpreter(self, interpreter: Interpreter) -> None:
        self._keep(interpreter)

    def interpreter(self, id: str) -> Interpreter | None:  # noqa: A002
        with reading():
            return self._one(Interpreter, "id = ?", [id])

    def keep_interpreter_ok(self, id: str, ok: str) -> None:  # noqa: A002
        """The person's quiet answer about an interpreter; the last one counts."""
        with self._writing():
            self._db.execute("update interpreter set ok = ? where id = ?", [ok, id])

    def interpreters(self) -> list[Interpreter]:
        """Oldest first."""
        return self._all(Interpreter)

    # --- the way through ---

    def mark(self, step: str, mark: Mark, at: datetime) -> None:
        """Remember that a step was seen, or put off; replaces the step's earlier mark."""
        with self._writing():
            row = {"step": step, "mark": mark, "at": write_moment(at)}
            self._db.table("mark").insert(row, replace=True)

    def step_states(self) -> dict[str, str]:
        """Step id to "seen" or "later"."""
        return self._pairs("select step, mark from mark order by step")

    def unmark(self, step: str) -> None:
        with self._writing():
            self._db.execute("delete from mark where step = ?", [step])

    def everything(self) -> dict[str, list[Record]]:
        """All records by their kind, in the order they were kept: older versions, and what was taken back."""
        kinds: tuple[type[Record], ...] = (
            Statement, Attachment, Rendering, ReadBack, Person, Grant, CardMade, Explained, Interpreter,
            Visit, Draft, LateWords, NamedLanguage, NotTold,
        )  # fmt: skip
        return {kind.__name__: self._all(kind, order="rowid") for kind in kinds}
