"""Who is here now, as it was said, and when saying so asks for the lock."""

from __future__ import annotations

from msgspec.structs import replace

from easyread.journey import find_worries
from easyread.model import Visit
from easyread.visit.situation import Situation


class SomebodyWent(Exception):
    """It would show more than before. Whoever holds the tablet could say so: the lock is to be given again.

    ``who``: they are still here, as it was said.
    """

    def __init__(self, who: tuple[str, ...]) -> None:
        self.who = who


def say_who_is_here(visit: Visit, who: tuple[str, ...]) -> Visit:
    """The visit from then on."""
    met = dict.fromkeys((*visit.met, *(one for one in who if one != "nobody")))
    return replace(visit, presence=who, met=tuple(met))


def refuse_more(situation: Situation, *said: tuple[str, ...]) -> None:
    """Raises :class:`SomebodyWent` if one of these answers to who is here would show more than before."""
    for who in said:
        if _shows_more(situation, who):
            raise SomebodyWent(who)


def _shows_more(situation: Situation, who: tuple[str, ...]) -> bool:
    """Has somebody gone who could be the worry?

    Where the last answer named nobody, all who were here since the opening count. Not while nobody was: the
    book was opened by its lock.
    """
    visit, before = situation.visit, situation.worries
    if before is None:
        before = find_worries(replace(visit, presence=visit.met), situation.interpreter) or frozenset()
    after = find_worries(say_who_is_here(visit, who), situation.interpreter)
    return after is not None and not before <= after
