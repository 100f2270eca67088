"""What a voice says, written down by somebody: it stands beside the voice, never instead of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from easyread.book.store import Store
from easyread.content import Library
from easyread.content.needed import MYSELF
from easyread.languages import ENGLISH, Language
from easyread.model import Choice, Rendering, Statement
from easyread.own_language import describe
from easyread.pages.provenance import Stamp, find_writer, stamp_written
from easyread.visit.situation import Situation
from easyread.web.services import services

# Who may have written it, where nobody has said who is here.
_USUAL = ("advocate", "interpreter", "someone-else")


class Written(NamedTuple):
    """The newest words for a voice in one language, with who wrote them and when."""

    rendering: Rendering
    stamps: list[Stamp]


def list_written(store: Store, statement: Statement) -> list[Written]:
    """What somebody wrote down of a statement's voice: the newest for each language."""
    if not statement.attached:
        return []
    newest = {one.language: one for one in store.renderings() if one.voice in statement.attached}
    return [Written(one, stamp_written(one, services().library)) for one in newest.values()]


def list_writers(situation: Situation, library: Library) -> list[Choice]:
    """Who can have written it down: the person, and those who are here."""
    here = situation.visit.presence
    roles = [MYSELF, *(role for role in (_USUAL if here is None else here) if role != "nobody")]
    return [writer for role in roles if (writer := find_writer(library, role))]


def list_scripts(store: Store, statement: Statement, shown: Iterable[Language | None]) -> list[Language]:
    """In which languages it can be written: the person's, the page's (``shown``), English, what there is."""
    there = (one.rendering.language for one in list_written(store, statement))
    codes = (statement.language, *(one.code for one in shown if one), ENGLISH, *there)
    return [describe(code) for code in dict.fromkeys(codes)]
