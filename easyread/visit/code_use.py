"""The recovery code was used: what the person is told, and when."""

from __future__ import annotations

from datetime import datetime

from easyread.book.store import Store
from easyread.visit.situation import Situation


def read_code_use(store: Store, situation: Situation, by_code: bool) -> datetime | None:
    """When the recovery code was used, if it may be told now: with nobody here who could be the worry.

    ``by_code``: this opening was made with the code; whoever made it is not told.
    """
    asked = situation.visit.presence is not None
    return store.code_use() if asked and situation.alone and not by_code else None
