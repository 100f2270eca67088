"""What was said without writing: a voice, a drawing, a photo. Kept in parts inside the book.

A voice comes in parts while it is being recorded, so that a lock or a crash loses its last seconds only.
An attachment belongs to the page that it was given on; a statement names those that it holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from easyread.book.cipher import reading
from easyread.book.errors import RoomForWordsOnly
from easyread.book.records import Records
from easyread.model import Attachment

_SMALL = 64 * 2**10  # bytes of a file that may take the last room of a disk: a voice of a quarter of a minute
_HELD = "select 1 from statement, json_each(statement.attached) where json_each.value = ?"


class Attachments(Records):
    """The part of :class:`.store.Store` that keeps bytes. Errors as there."""

    def begin_attachment(self, attachment: Attachment, data: bytes = b"") -> None:
        """Keep a new attachment, whole (``data``) or with its parts still to come."""
        with self._writing():
            self._insert(attachment)
            if data:
                self._put_part(attachment.id, 0, data)

    def add_part(self, id: str, number: int, data: bytes) -> None:  # noqa: A002  the record's own field name
        """Keep one part (numbers from 0, in any order). The same part sent again takes its own place."""
        with self._writing():
            self._put_part(id, number, data)

    def finish_attachment(self, id: str, type: str, data: bytes) -> None:  # noqa: A002
        """Keep ``data`` instead of the parts that came so far; nothing more is expected."""
        with self._writing():
            self._db.execute("delete from part where attachment = ?", [id])
            self._put_part(id, 0, data)
            self._db.execute("update attachment set type = ?, whole = 1 where id = ?", [type, id])

    def describe_attachment(self, id: str, about: str) -> None:  # noqa: A002
        """Keep what somebody wrote about it, instead of what was written before."""
        with self._writing():
            self._db.execute("update attachment set about = ? where id = ?", [about, id])

    def attachment(self, id: str) -> Attachment | None:  # noqa: A002
        with reading():
            return self._one(Attachment, "id = ?", [id])

    def attachments(self, ids: Sequence[str] | None = None) -> list[Attachment]:
        """All, in the order they were kept; ``ids``: only these."""
        if ids is None:
            return self._all(Attachment)
        listed = msgspec.json.encode(ids).decode()
        return self._all(Attachment, "id in (select value from json_each(?))", [listed])

    def read_attachment(self, id: str) -> bytes:  # noqa: A002
        """Its bytes, part after part; empty when there is nothing yet."""
        with reading():
            found = self._db.execute("select data from part where attachment = ? order by number", [id])
            return b"".join(row[0] for row in found.fetchall())

    def measure_attachment(self, id: str) -> int:  # noqa: A002
        """How many bytes there are."""
        with reading():
            found = self._db.execute("select sum(length(data)) from part where attachment = ?", [id])
            return int(found.fetchone()[0] or 0)

    def is_attached(self, id: str) -> bool:  # noqa: A002
        """Does any version of a statement hold it?"""
        with reading():
            return self._db.execute(_HELD, [id]).fetchone() is not None

    def drop_attachment(self, id: str) -> None:  # noqa: A002
        """Delete it, unless a version of a statement holds it: what was said stays among the versions."""
        with self._writing():
            if self._db.execute(_HELD, [id]).fetchone() is None:
                self._db.execute("delete from part where attachment = ?", [id])
                self._db.execute("delete from attachment where id = ?", [id])

    def _put_part(self, id: str, number: int, data: bytes) -> None:  # noqa: A002
        if len(data) > _SMALL and self._is_low():
            raise RoomForWordsOnly
        self._db.execute("insert or replace into part values (?, ?, ?)", [id, number, data])
