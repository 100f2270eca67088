"""What was said, line by line, with what the person decided; and what they chose when they shared last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from easyread.additions import Additions
from easyread.languages import ENGLISH
from easyread.model import Choice, Grant, Statement, Step
from easyread.own_language import same_language
from easyread.pages.here import Here
from easyread.sharing import Decision, decision, list_changed
from easyread.visit.sharing_terms import Pair, list_pairs
from easyread.visit.situation import today
from easyread.web.i18n import page_languages
from easyread.web.services import services

# Also: an older version had a yes, which the new words have not.
Decided = Decision | Literal["changed"]


class Line(NamedTuple):
    """One thing said, for one reader and one purpose."""

    said: Statement
    step: Step
    decided: Decided
    once_more: bool = False  # it is only for the person, and is asked about once more

    @property
    def is_open(self) -> bool:
        """Is it to be asked about? Who said "ask me first" is asked, each time."""
        return self.once_more or self.decided in ("undecided", "new", "changed", "ask")

    @property
    def has_page(self) -> bool:
        """Is there a page that asks about it? Not of what is only for the person, unless it is asked now."""
        return self.once_more or self.decided != "private"

    @property
    def is_on_card(self) -> bool:
        return self.decided in ("yes", "new")


def list_lines(here: Here, reader: Choice, purpose: Choice) -> list[Line]:
    """All that may be talked about now, in the order of the journey; what is private comes last."""
    grants, additions, steps = here.store.grants(), here.list_additions(), services().library.steps
    open_ones = {said.id for said in here.list_private_open(reader.id, purpose.id)}
    lines = [
        Line(
            said,
            steps[said.step],
            decide(here, said, grants, (reader.id, purpose.id), additions),
            once_more=said.id in open_ones,
        )
        for said in here.list_asked()
    ]
    return sorted(lines, key=lambda line: line.said.private)


def decide(
    here: Here, said: Statement, grants: Sequence[Grant], about: tuple[str, str], additions: Additions
) -> Decided:
    """What stands about one thing said. ``about``: the ids of reader and purpose."""
    decided = decision(said, grants, *about, today(), additions)
    return "changed" if decided == "undecided" and about in find_changed(here, said, grants) else decided


def find_changed(here: Here, said: Statement, grants: Sequence[Grant]) -> frozenset[tuple[str, str]]:
    """For whom and what for its older words had a yes that these words have not."""
    if said.private or said.number == 1:
        return frozenset()
    versions = here.store.versions(said.step)
    seen = [one for one in versions if one.aside == said.aside and here.situation.may_show_readers(one)]
    return list_changed(seen, grants, today())


def find_last(here: Here, reader: str = "") -> Grant | None:
    """The last time that somebody got an OK, this reader if they ever did: of what may be told of now."""
    given = [one for one in here.store.grants() if one.answer in ("yes", "ask")]
    newest = sorted(given, key=lambda one: one.at, reverse=True)
    for grant in sorted(newest, key=lambda one: one.reader != reader):
        said = here.store.statement(grant.said)
        if said and here.situation.may_show_readers(said):
            return grant
    return None


def list_offered(here: Here) -> list[Pair]:
    """The languages that a card can be in: those of the last card first, then their own."""
    mine, cards = page_languages()[0], here.list_cards()
    last = cards[-1].languages if cards else ()

    def place(pair: Pair) -> tuple[bool, bool]:
        return tuple(one.code for one in pair) != last, pair[0] != mine

    return sorted(list_pairs(services().languages.all), key=place)


def is_all_english(here: Here) -> bool:
    """Is nothing here in another language: no page, no words, no card before?"""
    pages = [one.code for one in page_languages() if one]
    cards = [code for card in here.list_cards() for code in card.languages]
    said = [one.language for one in here.list_asked() if one.words]
    return all(same_language(code, ENGLISH) for code in (*pages, *cards, *said))
