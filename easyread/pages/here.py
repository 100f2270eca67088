"""The book that is open, for one request, and where the person is in it: what most pages are made from."""

from __future__ import annotations

from typing import NamedTuple

from easyread.additions import Additions
from easyread.book.store import Store
from easyread.model import Statement
from easyread.pages.statement import read_additions
from easyread.sharing import list_private_open, shareable
from easyread.visit.situation import Situation
from easyread.web.services import services


class Here(NamedTuple):
    """The book that is open, for one request, and where the person is in it."""

    store: Store
    situation: Situation

    def list_asked(self) -> list[Statement]:
        """What sharing is about, in the order of the journey; nothing that is held back now."""
        now = self.situation
        return shareable(now.statements, services().library.steps, now.held, now.alone)

    def list_private_open(self, reader: str, purpose: str) -> list[Statement]:
        """The private ones that sharing asks about once more; none while somebody could be the worry."""
        return list_private_open(
            self.list_asked(), self.store.not_told(), self.store.grants(), reader, purpose
        )

    def list_additions(self) -> Additions:
        """What stands beside everything said."""
        return read_additions(self.store)
