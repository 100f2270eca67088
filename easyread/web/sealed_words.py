"""Words that wait in memory for their book to be opened, each sealed to it: here nobody can read them.

*Last* words were sent with the lock or Exit by the page of an open book, when the book was busy or the disk
had no room: they are the person's draft. *Late* words came from a page after its book was locked: they may be
anybody's. Neither is ever pushed out by others, so both are bounded; late ones to little, because whoever has
a page on the screen can send them.
"""

from __future__ import annotations

import threading

import msgspec

from easyread.book.handles import BookHandle
from easyread.book.references import Reference
from easyread.book.sealing import seal, unseal
from easyread.model import Draft

Place = tuple[str, str]  # Draft.place

_MOST_BOOKS = 50
_MOST_LAST = 20  # loads of pages of one book
_MOST_LATE = 8  # of one book
LATE_BYTES = 64 * 2**10  # of one book
_ALL_LATE_BYTES = 512 * 2**10


class SealedWords:
    """Sealed words by book. Safe to share between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._last: dict[str, dict[Place, bytes]] = {}  # book -> place -> sealed, the last page last
        self._late: dict[str, list[bytes]] = {}  # book -> sealed, oldest first

    def keep_last(self, reference: Reference, draft: Draft) -> bool:
        """Instead of what waits for the same load of a page. ``False``: there is no room."""
        sealed = _seal(reference, draft)
        with self._guard:
            pages = self._last.get(reference.book, {})
            if len(pages) >= _MOST_LAST and draft.place not in pages:
                return False
            if not pages and len(self._last) >= _MOST_BOOKS:
                return False
            pages.pop(draft.place, None)
            pages[draft.place] = sealed
            self._last[reference.book] = pages
        return True

    def read_last(self, opened: BookHandle) -> dict[Place, Draft]:
        """Place -> draft, the last page last. They wait on."""
        with self._guard:
            waiting = dict(self._last.get(opened.book, {}))
        return {draft.place: draft for sealed in waiting.values() if (draft := _unseal(opened, sealed))}

    def drop_last(self, opened: BookHandle, draft: Draft) -> None:
        """This draft is in the book now; a newer one of its page waits on."""
        with self._guard:
            pages = self._last.get(opened.book, {})
            if _unseal(opened, pages.get(draft.place, b"")) == draft:
                del pages[draft.place]
            if not pages:
                self._last.pop(opened.book, None)

    def keep_late(self, reference: Reference, draft: Draft) -> bool:
        """Beside what waits already. ``False``: there is no room."""
        sealed = _seal(reference, draft)
        with self._guard:
            before = self._late.get(reference.book, [])
            here = sum(map(len, before)) + len(sealed)
            everywhere = sum(len(one) for each in self._late.values() for one in each) + len(sealed)
            if len(before) >= _MOST_LATE or here > LATE_BYTES or everywhere > _ALL_LATE_BYTES:
                return False
            self._late[reference.book] = [*before, sealed]
        return True

    def read_late(self, opened: BookHandle) -> dict[bytes, Draft]:
        """Sealed -> words, oldest first. What no key of this book opens any more is gone."""
        with self._guard:
            found = {sealed: _unseal(opened, sealed) for sealed in self._late.pop(opened.book, [])}
            readable = {sealed: draft for sealed, draft in found.items() if draft}
            if readable:
                self._late[opened.book] = list(readable)
        return readable

    def drop_late(self, book: str, sealed: bytes) -> None:
        """These are in the book now."""
        with self._guard:
            left = [one for one in self._late.pop(book, []) if one != sealed]
            if left:
                self._late[book] = left

    def forget(self, book: str) -> None:
        """The book is deleted."""
        with self._guard:
            self._last.pop(book, None)
            self._late.pop(book, None)


def _seal(reference: Reference, draft: Draft) -> bytes:
    return seal(reference.public, reference.book, msgspec.json.encode(draft))


def _unseal(opened: BookHandle, sealed: bytes) -> Draft | None:
    words = unseal(opened.key, opened.book, sealed)
    return msgspec.json.decode(words, type=Draft) if words is not None else None
