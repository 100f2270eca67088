"""The biggest print that fits one page, else two: found by laying the card out in few sizes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal, NamedTuple, TypeVar

from easyread.card import Card

ONE_LANGUAGE = (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0)  # points; never below 12 in one language
TWO_LANGUAGES = (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.5, 12.0, 11.5, 11.0)
TWO_PAGES = (15.0, 14.0, 13.0)
MANY_PAGES = 12.0  # with more than one page there is no reason to go below 12

T = TypeVar("T")


class Try(NamedTuple):
    """One size to lay a card out in, in points, and what ``card.typ`` shall look for."""

    size: float
    check: Literal["one-page", "two-pages", "none"]


class TooBig(Exception):
    """The card does not fit in this size."""

    typst_says = "panicked with: too big"


def fit(card: Card, count_too_big: Callable[[Sequence[float]], int], lay_out: Callable[[Try], T]) -> T:
    """What ``lay_out`` makes of the card in the biggest print that fits one page, else two or more.

    ``lay_out`` raises :class:`TooBig` when ``card.typ`` says so. ``count_too_big`` measures, in one
    run of Typst, how many of some sizes, biggest first, are too big for one page. Then one is laid out; for
    two pages two or three.
    """
    made: dict[Try, T] = {}

    def fits(attempt: Try) -> bool:
        with suppress(TooBig):
            made[attempt] = lay_out(attempt)
        return attempt in made

    one_page = ONE_LANGUAGE if len(card.languages) == 1 else TWO_LANGUAGES
    for attempt in (Try(size, "one-page") for size in one_page[count_too_big(one_page) :]):
        if fits(attempt):  # as a rule the first; but what is measured has no words in layers
            return made[attempt]
    two_pages = [Try(size, "two-pages") for size in TWO_PAGES]
    place = bisect_left(two_pages, True, key=fits)
    return made[two_pages[place]] if place < len(two_pages) else lay_out(Try(MANY_PAGES, "none"))
