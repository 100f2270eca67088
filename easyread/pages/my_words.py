"""My words: everything that may be seen now, with all that is known about it, in the order of the journey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from easyread.additions import Additions
from easyread.model import Attachment, Statement
from easyread.own_language import same_language
from easyread.pages.here import Here
from easyread.pages.provenance import Stamp, stamp_changed, stamp_language, stamp_readers, stamp_statement
from easyread.pages.sharing_lines import find_changed
from easyread.pages.statement import Beside, Shown, list_beside, show_each
from easyread.visit.answers import has_own_language
from easyread.visit.attachments import find_voice
from easyread.visit.situation import today
from easyread.web.i18n import N_, page_languages
from easyread.web.services import services

FROM_BEFORE = N_("Words from before")


class Mine(NamedTuple):
    """One statement on My words."""

    shown: Shown
    how: list[Stamp]
    beside: list[Beside]  # what others wrote of it, older ones too
    readers: list[Stamp]
    can_share: bool
    can_tell: bool  # is it private, and nobody here who could be the worry?
    can_render: bool
    has_older: bool  # are there other versions that may be seen now?
    asks_language: bool  # are the words in another language than the page's?
    voice: Attachment | None  # what was said aloud

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
    alone, steps = here.situation.alone, services().library.steps
    return [said for said in here.situation.statements if said.step in steps or (alone and said.words)]


def find_statement(here: Here, wanted: str) -> Statement | None:
    """A statement that may be seen now. Unknown, held back and taken back are the same: ``None``."""
    return next((said for said in list_statements(here) if said.id == wanted), None)


def list_versions(here: Here, statement: Statement) -> list[Statement]:
    """All versions of an answer that may be seen now, the oldest first."""
    return [one for one in here.store.versions(statement.step) if not is_held(here, one)]


def is_held(here: Here, statement: Statement) -> bool:
    """Is this statement (in whatever version) not to be seen while these people are here?"""
    if statement.step in services().library.steps:
        return not here.situation.may_show(statement)
    return not here.situation.alone


def describe(here: Here, statements: list[Statement], additions: Additions | None = None) -> Iterator[Mine]:
    """All that is known about each statement; ``additions``: beside it, if not what may be seen now."""
    library = services().library
    interpreters = {one.id: one for one in here.store.interpreters()}
    grants, additions, on = here.store.grants(), additions or here.list_additions(), today()
    asked, page = {said.id for said in here.list_asked()}, [one.code for one in page_languages() if one]
    named, alone = {one.about: one for one in here.store.named_languages()}, here.situation.alone
    versions = Counter(one.step for one in here.store.all_versions() if not is_held(here, one))
    for shown in show_each(statements, additions):
        said = shown.statement
        readers = stamp_readers(said, grants, additions, library, on)
        yield Mine(
            shown=shown,
            how=[
                *stamp_statement(said, interpreters, library, [one.kind for one in shown.attached]),
                *stamp_language(named.get(said.id)),
            ],
            beside=list_beside(said, additions, older=True),
            # Who was told of a private answer is nothing for those who were here when it was given.
            readers=[*readers, *stamp_changed(find_changed(here, said, grants), readers, library)]
            if alone or not said.private
            else [],
            can_share=said.id in asked,
            can_tell=said.private and said.id in asked,
            can_render=has_own_language(said),
            has_older=versions[said.step] > 1,
            asks_language=bool(said.words) and not any(same_language(said.language, code) for code in page),
            voice=find_voice(here.store, said),
        )


def group_mine(here: Here) -> list[Group]:
    """Everything said so far, chapter by chapter; chapters without words are not there."""
    mine = {one.statement.step: one for one in describe(here, list_statements(here))}
    groups = [
        Group(chapter.title, chapter.picture, tuple(mine[one.id] for one in chapter.steps if one.id in mine))
        for chapter in services().library.chapters
    ]
    rest = tuple(one for step, one in mine.items() if step not in services().library.steps)
    return [group for group in (*groups, Group(FROM_BEFORE, "write", rest)) if group.mine]
