"""How it is read to the person: their own choice, kept for this browser session and in their book."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import get_args

from flask import session

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.model import Record
from easyread.speech import Pace
from easyread.web.open_books import current

PACES: tuple[Pace, ...] = get_args(Pace)
_SETTING = "hearing"  # in the session and in the book


class Hearing(Record, frozen=True, kw_only=True):
    """How it is read. ``device``: a voice of this device where we have none; ``mine``: own words too."""

    pace: Pace = "usual"
    follow: bool = True  # mark the word that is heard
    touch: bool = False  # read what is touched
    device: bool = False
    mine: bool = False

    def __str__(self) -> str:
        """As it is kept, and as the page's script reads it: the pace, then what is on."""
        return " ".join([self.pace, *(name for name in NAMES if getattr(self, name))])


# What can be switched on or off, by the question that it answers: the name of the field that is sent.
SWITCHES = {"on": ("follow", "touch"), "voice": ("device", "mine")}
NAMES = tuple(name for names in SWITCHES.values() for name in names)


def find_pace(name: str | None) -> Pace:
    """The pace of that name; any other name: the usual one."""
    return next((pace for pace in PACES if pace == name), "usual")


@lru_cache(maxsize=64)
def read_hearing(kept: str | None) -> Hearing:
    """What :class:`Hearing` wrote; nothing: what holds until somebody chooses."""
    if not kept:
        return Hearing()
    pace, *on = kept.split(" ")
    return Hearing(pace=find_pace(pace), **{name: name in on for name in NAMES})


def hearing() -> Hearing:
    """How this request's person wants to hear."""
    return read_hearing(session.get(_SETTING))


def choose_hearing(chosen: Hearing) -> None:
    """For this browser session, and in the book that is open."""
    session[_SETTING] = str(chosen)
    if (book := current()) is not None and book.whole:
        # With no room on the disk it still holds, until the book is locked.
        with suppress(NotKept), book.store() as store:
            store.set_setting(_SETTING, str(chosen))


def hearing_at_door() -> dict[str, str]:
    """What goes from the doors into a book: the device's own voice is for each person to say yes to."""
    chosen = hearing()
    neutral = Hearing(pace=chosen.pace, follow=chosen.follow, touch=chosen.touch)
    return {_SETTING: str(neutral)} if _SETTING in session else {}


def open_hearing(store: Store) -> None:
    """A book that opens brings its person's choice; one that has none leaves what was chosen at the door."""
    if kept := store.setting(_SETTING):
        session[_SETTING] = str(read_hearing(kept))
