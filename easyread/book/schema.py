"""The tables of a book, grown by steps that are only ever added to.

``PRAGMA user_version`` is the number of steps a book has had. A step that has been released is never changed;
a new field of :mod:`easyread.model` needs a new step.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from easyread.book import cipher, history
from easyread.book.cipher import Database, reading, writing
from easyread.book.errors import BookDamaged, BookTooNew, NotKept
from easyread.book.files import atomic_copy
from easyread.book.rows import write_moment
from easyread.kinds.interpreter import SIGNING
from easyread.languages import ENGLISH
from easyread.own_language import find_language, name_language

Step = Callable[[Database], None]
_NOT_SAID = "not-said"  # the role of a rendering whose author nobody recorded
BEFORE = ".before"  # how a book's copy from before its new steps ends


def make_file(file: Path, key: bytes) -> None:
    """Make a new, empty book. Raises OSError, :class:`NotKept`."""
    db = cipher.create_file(file, key)
    try:
        create_tables(db)
    finally:
        db.close()


def create_tables(db: Database, steps: Sequence[Step] | None = None) -> None:
    """Give a new, empty book its tables. Raises :class:`NotKept`."""
    with writing(db):
        _grow(db, 0, MIGRATIONS if steps is None else steps)


def bring_up_to_date(db: Database, steps: Sequence[Step] | None = None) -> None:
    """Give an older book the tables of today: all of them, or it stays as it is.

    A copy of the file stands beside it until that is done. Raises :class:`BookTooNew`;
    :class:`BookDamaged` for a book without tables, as a file cut to nothing is: taken for a new book, it
    would hide that the words are gone; :class:`NotKept`.
    """
    steps = MIGRATIONS if steps is None else steps
    file = _find_file(db)
    copy = file + BEFORE
    if _count_done(db, steps) < len(steps):
        try:
            # The copy is read while nobody else can write. Its stream is closed after the transaction:
            # closing a file takes away every lock that this program holds on it.
            with Path(file).open("rb") as stream, writing(db):
                atomic_copy(stream, Path(copy))
                _grow(db, _count_done(db, steps), steps)
                history.advance(db)
        except OSError:
            raise NotKept from None
    with suppress(OSError):  # a kill may have left it
        os.unlink(copy)  # noqa: PTH108  at every request: a path object costs more than the call


def _count_done(db: Database, steps: Sequence[Step]) -> int:
    with reading():
        done = int(db.execute("PRAGMA user_version").fetchone()[0])
    if done < 1:
        raise BookDamaged
    if done > len(steps):
        raise BookTooNew
    return done


def _find_file(db: Database) -> str:
    with reading():
        return str(db.execute("PRAGMA database_list").fetchone()[2])


def _grow(db: Database, done: int, steps: Sequence[Step]) -> None:
    for step in steps[done:]:
        step(db)
    db.execute(f"PRAGMA user_version = {len(steps)}")


def _add_first_tables(db: Database) -> None:
    _add_statements(db)
    _add(db, "rendering", "seq id statement language words role note read_back at", ("seq", "read_back"))
    _add(db, "grant", "seq id statement reader purpose answer until at withdrawn")
    _add(db, "card", "seq id reader purpose languages lines presence at")
    _add(db, "person", "seq id role name at")
    _add(db, "explained", "seq id at language remembered presence")
    _add(db, "interpreter", "seq id kind language dialect ok at")
    _add(db, "visit", "id at presence helping interpreter")
    _add(db, "mark", "step mark at")
    _add(db, "draft", "page fields language at")
    _add(db, "setting", "name value")


def _add_statements(db: Database) -> None:
    columns = (
        "seq id step question_version kind choices sorted words language direction skip private presence "
        "helping interpreter replaces number at taken_back read_back"
    )
    _add(db, "statement", columns, ("seq", "private", "number"))
    db.table("statement").create_index(["step", "number"], unique=True)
    _add(db, "once", "token statement")


def _add(db: Database, name: str, columns: str, numbers: Collection[str] = ("seq",)) -> None:
    """A strict table of text and whole-number columns; the first is the key.

    ``seq`` is the order in which things were kept (times do not tell it: clocks can be set); ``id`` is then
    unique too. A column ``statement`` must name one that there is.
    """
    names = columns.split()
    types = {column: int if column in numbers else str for column in names}
    links = [("statement", "statement", "id")] if "statement" in names else []
    table = db.table(name).create(types, pk=names[0], foreign_keys=links, strict=True)
    if names[0] == "seq":
        table.create_index(["id"], unique=True)


def _add_attachments(db: Database) -> None:
    db.execute("alter table statement add column attached text not null default '[]'")
    _add(db, "attachment", "seq id page kind type whole about at", ("seq", "whole"))
    columns = {"attachment": str, "number": int, "data": bytes}
    links = [("attachment", "attachment", "id")]
    db.table("part").create(columns, pk=("attachment", "number"), foreign_keys=links, strict=True)


def _add_written_voices(db: Database) -> None:
    db.execute("alter table rendering add column voice text")


def _add_what_an_ok_covers(db: Database) -> None:
    """An older OK covers the statement only: nobody can know what stood beside it when it was given."""
    db.execute("""alter table "grant" add column covers text not null default '[]'""")


def _add_late_words(db: Database) -> None:
    _add(db, "late", "seq id page fields language at told", ("seq", "told"))


def _add_company_of_drafts(db: Database) -> None:
    """One draft for each page and company. Of older ones nobody knows beside whom they were written."""
    db.execute("alter table draft rename to draft_before")
    columns = ("page", "company", "fields", "language", "replaces", "at")
    db.table("draft").create(dict.fromkeys(columns, str), pk=("page", "company"), strict=True)
    db.execute(
        """insert into draft (page, company, fields, language, at)
        select page, '', fields, language, at from draft_before"""
    )
    db.execute("drop table draft_before")


def _let_grants_point_to_anything_said(db: Database) -> None:
    """No foreign key: what is said will lie in more tables than one. Rows keep their order (``seq``)."""
    db.execute('alter table "grant" rename to grant_before')
    db.execute("drop index idx_grant_id")  # it kept its name, which the new table needs
    _add(db, "grant", "seq id said reader purpose answer covers until at withdrawn")
    columns = "seq, id, {}, reader, purpose, answer, covers, until, at, withdrawn"
    into, of = columns.format("said"), columns.format("statement")
    db.execute(f'insert into "grant" ({into}) select {of} from grant_before')  # noqa: S608  our own text
    db.execute("drop table grant_before")


def _add_lives_of_drafts(db: Database) -> None:
    """One draft for each load of a page. Of an older one nobody knows which load, nor what that was given."""
    db.execute("alter table draft rename to draft_before")
    columns = ("page", "company", "life", "fields", "given", "language", "replaces", "at")
    db.table("draft").create(dict.fromkeys(columns, str), pk=("page", "company", "life"), strict=True)
    db.execute(
        """insert into draft (page, company, life, fields, given, language, at)
        select page, company, '', fields, '{}', language, at from draft_before"""
    )
    db.execute("drop table draft_before")


def _note_which_oks_are_over(db: Database) -> None:
    """Of an older book nobody knows what day it saw: its OKs are looked at when it is opened."""
    db.execute('alter table "grant" add column over text')


def _add_named_languages(db: Database) -> None:
    """Words were filed in the language of their page. What their letters say otherwise is put beside them.

    What somebody has put into English is not English, also when it is in Latin letters.
    """
    columns = "seq id about language direction was from_letters presence at"
    _add(db, "named_language", columns, ("seq", "from_letters"))
    english = set(db.execute("select distinct statement from rendering where voice is null").fetchall())
    at = write_moment(datetime.now(UTC))
    filed = "select id, words, language, direction from statement where words <> ''"
    put = "select id, words, language, null from rendering where words <> ''"
    for id_, words, was, direction in [*db.execute(filed).fetchall(), *db.execute(put).fetchall()]:
        found = find_language(words, was)
        if (id_,) in english and found.code == ENGLISH:
            found = name_language(words, was)
        if found.code != was or direction not in {None, found.direction}:
            row = {"id": secrets.token_hex(16), "about": id_, "was": was, "at": at, "from_letters": 1}
            row |= {"language": found.code, "direction": found.direction}
            db.table("named_language").insert(row)


def _add_authors_of_renderings(db: Database) -> None:
    """A rendering has one author, versions of its own, and what was said when it was read back.

    The page of an older book came filled with the last English and its tick, whoever sat there. So of what
    was kept as others' words anew, only that is known which was not there before: the first author of the
    same words, no author of words that somebody else had begun, no read-back of words that were changed.
    """
    for column in ("source", "mode", "visit"):
        db.execute(f"alter table rendering add column {column} text not null default ''")
    for column in ("interpreter", "presence", "replaces"):
        db.execute(f"alter table rendering add column {column} text")
    _add(db, "read_back", "seq id rendering agrees interpreter presence at", ("seq", "agrees"))
    last: dict[tuple[str, str | None, str], tuple[str, str, str, int]] = {}
    order = "select id, statement, voice, language, words, role, read_back, at from rendering order by seq"
    for id_, statement, voice, language, words, role, ticked, at in db.execute(order).fetchall():
        place = (statement, voice, language if voice else language.partition("-")[0])
        before, before_words, before_role, before_ticked = last.get(place, (None, "", role, 0))
        same = words == before_words
        if before and role != before_role:
            role = before_role if same else _NOT_SAID  # noqa: PLW2901
            db.execute("update rendering set role = ? where id = ?", [role, id_])
        if before and role == before_role:
            db.execute("update rendering set replaces = ? where id = ?", [before, id_])
        if ticked and (same or not before_ticked):
            row = {"id": secrets.token_hex(16), "rendering": id_, "agrees": 1, "at": at}
            db.table("read_back").insert(row)
        last[place] = (id_, words, role, ticked)
    db.execute("alter table rendering drop column read_back")


def _add_who_wrote_the_words(db: Database) -> None:
    """Beside a sign language interpreter, nobody had said whether the person wrote or signed."""
    db.execute("alter table statement add column written_by text not null default ''")
    signing = ", ".join(f"'{kind}'" for kind in sorted(SIGNING))
    db.execute(
        f"""update statement set written_by = '{_NOT_SAID}' where words <> '' and interpreter in
        (select id from interpreter where kind in ({signing}))"""  # noqa: S608  our own text
    )


def _add_all_who_were_here(db: Database) -> None:
    """Of a visit before this was kept, only those are known who were here last."""
    db.execute("alter table visit add column met text not null default '[]'")


def _add_prints_of_cards(db: Database) -> None:
    """What was printed of an older card is not known: names and what stood beside words had no versions."""
    db.execute("alter table card add column printed text")


def _add_who_is_not_told(db: Database) -> None:
    _add(db, "not_told", "seq id said answer at")


def _add_visits_of_what_was_said(db: Database) -> None:
    """In which opening something was said or made is not known of before; no answer stood aside then."""
    for table in ("statement", "read_back", "card"):
        db.execute(f"alter table {table} add column visit text not null default ''")
    db.execute("alter table statement add column aside integer not null default 0")


def _drop_drafts_of_sharing(db: Database) -> None:
    """Each tap of sharing is kept at once: its pages, and those of a card, have nothing half given."""
    db.execute("delete from draft where page like '/so/%' or page like '/c/%'")


MIGRATIONS: tuple[Step, ...] = (
    _add_first_tables,
    history.add_table,
    _add_attachments,
    _add_written_voices,
    _add_what_an_ok_covers,
    _add_late_words,
    _add_company_of_drafts,
    history.lengthen_table,
    _let_grants_point_to_anything_said,
    _add_lives_of_drafts,
    _note_which_oks_are_over,
    _add_named_languages,
    _add_authors_of_renderings,
    _add_who_wrote_the_words,
    _add_all_who_were_here,
    _add_prints_of_cards,
    _add_who_is_not_told,
    _add_visits_of_what_was_said,
    _drop_drafts_of_sharing,
)
