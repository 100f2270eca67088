"""What waits in a book until the person keeps it: half-given answers, and words that came after the lock."""

from __future__ import annotations

from collections.abc import Callable, Collection

from easyread.book.cipher import Database
from easyread.book.records import Follow, Records
from easyread.model import Draft, LateWords

_DROP = "delete from draft where page = ? and company || '.' || life = ?"


class Drafts(Records):
    """The part of :class:`.store.Store` that keeps them. Errors as there."""

    def __init__(
        self, db: Database, follow: Follow = lambda _: None, is_low: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(db, follow, is_low)
        self.unkept: dict[tuple[str, str], Draft] = {}  # place -> newer draft, for which there was no room

    def keep_draft(self, draft: Draft) -> None:
        """Keep what is half written on a page, instead of what this load of it had and what it replaces."""
        with self._writing():
            if draft.replaces is not None:
                self._db.execute(_DROP, [draft.page, draft.replaces])
            self._insert(draft, replace=True)
        self._forget_unkept(draft.page, {draft.key, draft.replaces})

    def draft(self, page: str) -> Draft | None:
        """The newest of a page, in whatever company."""
        return max(self.drafts(page), key=lambda draft: draft.at, default=None)

    def drop_draft(self, page: str, key: str | None = None) -> None:
        """Drop the draft of that :attr:`.Draft.key`; ``None``: all that is half written on the page."""
        keys = {draft.key for draft in self.drafts(page)} if key is None else {key}
        with self._writing():
            for each in keys:
                self._db.execute(_DROP, [page, each])
        self._forget_unkept(page, keys)

    def drafts(self, page: str = "", *, waiting: bool = True) -> list[Draft]:
        """All, or those of one page; if ``waiting``, the newest ones also where the disk had no room."""
        where, args = ("page = ?", [page]) if page else (None, [])
        kept = {draft.place: draft for draft in self._all(Draft, where, args, order="page, company, life")}
        for draft in self.unkept.values() if waiting else ():
            if page in ("", draft.page):
                kept = {place: one for place, one in kept.items() if place != (draft.page, draft.replaces)}
                kept[draft.place] = draft
        return list(kept.values())

    def _forget_unkept(self, page: str, keys: Collection[str | None]) -> None:
        for place in [place for place in self.unkept if place[0] == page and place[1] in keys]:
            del self.unkept[place]

    def keep_late(self, words: LateWords) -> None:
        """Keep words that came after the lock."""
        self._keep(words)

    def set_late_told(self, id: str) -> None:  # noqa: A002
        """My page has told of these."""
        with self._writing():
            self._db.execute("update late set told = 1 where id = ?", [id])

    def drop_late(self, id: str) -> None:  # noqa: A002
        with self._writing():
            self._db.execute("delete from late where id = ?", [id])

    def late(self) -> list[LateWords]:
        """Oldest first."""
        return self._all(LateWords)
