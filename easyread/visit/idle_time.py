"""How fast a book locks when nobody taps: the adult's own choice, kept in the book's settings."""

from __future__ import annotations

from easyread.book.store import Store

MINUTES = (1, 3, 5, 10, 20)
_SETTING = "idle"


def read_idle(store: Store) -> float | None:
    """Seconds that the person chose; ``None``: nothing yet, so the settings of the service hold."""
    chosen = store.setting(_SETTING)
    known = {str(minutes): minutes * 60.0 for minutes in MINUTES}
    return known.get(chosen or "")


def keep_idle(store: Store, minutes: int) -> None:
    """Keep one of :data:`MINUTES` for this opening and all later ones."""
    store.set_setting(_SETTING, str(minutes))
