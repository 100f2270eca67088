"""What can be chosen of a rendering, on the page where it is written: who, from what, in which language."""

from __future__ import annotations

from collections.abc import Iterable

from easyread.book.store import Store
from easyread.content import Library
from easyread.languages import ENGLISH, Language
from easyread.model import Choice, Statement
from easyread.own_language import describe
from easyread.pages.provenance import FROM_SAID, FROM_SIGNED, FROM_WRITTEN, find_writer
from easyread.visit.renderings import INTERPRETER, list_authors
from easyread.visit.situation import Situation


def list_writers(situation: Situation, library: Library) -> list[Choice]:
    """Who can have put it so: who interprets, the person, and those who are here."""
    return [writer for role in list_authors(situation) if (writer := _find_author(situation, library, role))]


def _find_author(situation: Situation, library: Library, role: str) -> Choice | None:
    """The interpreter of this visit is shown as what kind of interpreter they are."""
    who = situation.interpreter
    found = find_writer(library, who.kind if who and role == INTERPRETER else role)
    return Choice(id=role, picture=found.picture, text=found.text) if found else None


def list_modes() -> list[Choice]:
    """From what somebody put it into other words."""
    return [
        Choice(id="written", picture="write", text=FROM_WRITTEN),
        Choice(id="spoken", picture="talk", text=FROM_SAID),
        Choice(id="signed", picture="sign-language", text=FROM_SIGNED),
    ]


def list_scripts(store: Store, statement: Statement, shown: Iterable[Language | None]) -> list[Language]:
    """In which languages it can be written: the person's, the page's (``shown``), English, what there is."""
    there = (one.language for one in store.renderings() if one.voice in statement.attached)
    codes = (statement.language, *(one.code for one in shown if one), ENGLISH, *there)
    return [describe(code) for code in dict.fromkeys(codes)]
