"""My words: everything that may be seen now, with all that is known about it, in the order of the journey."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from easyread.languages import ENGLISH
from easyread.model import Attachment, Statement
from easyread.web.agreements import today
from easyread.web.lines import mark
from easyread.web.opened import Here
from easyread.web.parts import parts
from easyread.web.shown import Shown, show_each
from easyread.web.stamps import Stamp, stamp_readers, stamp_rendering, stamp_statement
from easyread.web.written import Written, find_voice, list_written

FROM_BEFORE = mark("Words from before")


class Mine(NamedTuple):
    """One statement on My words."""

    shown: Shown
    how: list[Stamp]
    english: list[Stamp]  # of its rendering; empty when there is none
    readers: list[Stamp]
    can_share: bool
    can_render: bool
    voice: Attachment | None  # what was said aloud
    written: list[Written]  # the same, written down

    @property
    def statement(self) -> Statement:
        return self.shown.statement


class Group(NamedTuple):
    """The statements of one chapter."""

    title: str
    picture: str
    mine: tuple[Mine, ...]


def list_statements(here: Here) -> list[Statement]:
    """What may be seen now.

    Words said to a question that the content no longer has might be private ones: they are here only
    when nobody is here who could be the worry.
    """
    alone, steps = here.situation.alone, parts().library.steps
    return [said for said in here.situation.statements if said.step in steps or (alone and said.words)]


def find_statement(here: Here, wanted: str) -> Statement | None:
    """A statement that may be seen now. Unknown, held back and taken back are the same: ``None``."""
    return next((said for said in list_statements(here) if said.id == wanted), None)


def is_held(here: Here, statement: Statement) -> bool:
    """Is this statement (in whatever version) not to be seen while these people are here?"""
    if statement.step in parts().library.steps:
        return not here.situation.may_show(statement)
    return not here.situation.alone


def has_own_language(statement: Statement) -> bool:
    """Are there own words in another language than English? Choices need no interpreter."""
    english, _, _ = ENGLISH.partition("-")
    return bool(statement.words) and statement.language.partition("-")[0] != english


def describe(here: Here, statements: list[Statement]) -> Iterator[Mine]:
    """All that is known about each statement."""
    library = parts().library
    interpreters = {one.id: one for one in here.store.interpreters()}
    grants, additions, on = here.store.grants(), here.list_additions(), today()
    asked = {said.id for said in here.list_asked()}
    for shown in show_each(statements, additions):
        said = shown.statement
        yield Mine(
            shown=shown,
            how=stamp_statement(said, interpreters, library, [one.kind for one in shown.attached]),
            english=stamp_rendering(shown.rendering, library) if shown.rendering else [],
            readers=stamp_readers(said, grants, additions, library, on),
            can_share=said.id in asked,
            can_render=has_own_language(said),
            voice=find_voice(here.store, said),
            written=list_written(here.store, said),
        )


def group_mine(here: Here) -> list[Group]:
    """Everything said so far, chapter by chapter; chapters without words are not there."""
    mine = {one.statement.step: one for one in describe(here, list_statements(here))}
    groups = [
        Group(chapter.title, chapter.picture, tuple(mine[one.id] for one in chapter.steps if one.id in mine))
        for chapter in parts().library.chapters
    ]
    rest = tuple(one for step, one in mine.items() if step not in parts().library.steps)
    return [group for group in (*groups, Group(FROM_BEFORE, "write", rest)) if group.mine]
