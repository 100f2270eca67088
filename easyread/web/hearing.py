"""How it is read to the person: their own choice (:mod:`.reading` says where it is kept)."""

from __future__ import annotations

from functools import lru_cache
from typing import get_args

from msgspec.structs import replace

from easyread.model import Reading, Record
from easyread.speech import Pace
from easyread.web.reading import choose_reading, reading

PACES: tuple[Pace, ...] = get_args(Pace)


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
def read_hearing(kept: str) -> Hearing:
    """What :class:`Hearing` wrote; nothing: what holds until somebody chooses."""
    if not kept:
        return Hearing()
    pace, *on = kept.split(" ")
    return Hearing(pace=find_pace(pace), **{name: name in on for name in NAMES})


def hearing() -> Hearing:
    """How this request's person wants to hear."""
    return read_hearing(reading().hearing)


def choose_hearing(chosen: Hearing) -> None:
    """From now on."""
    choose_reading(hearing=str(chosen))


def for_anybody(chosen: Reading) -> Reading:
    """What goes from the doors into a book: the device's own voice is for each person to say yes to."""
    if not chosen.hearing:
        return chosen
    return replace(chosen, hearing=str(replace(read_hearing(chosen.hearing), device=False, mine=False)))
