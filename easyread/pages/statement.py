"""One statement as others would see it: what was chosen, said, drawn; and what others wrote beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from easyread.additions import Additions, list_current
from easyread.book.store import Store
from easyread.kinds import kind_of
from easyread.languages import ENGLISH
from easyread.model import Attachment, Choice, Person, Rendering, Statement, Step
from easyread.own_language import find_language, same_language
from easyread.visit.attachments import step_to_attach
from easyread.web.i18n import N_
from easyread.web.services import services

OLD_QUESTION = N_("A question from before")


class Chosen(NamedTuple):
    """A ready sentence that the person chose."""

    choice: Choice
    text: str  # English, a fixed line
    name: str = ""  # of a person, as the person wrote it
    point: Choice | None = None  # where a sorted choice was put


class Shown(NamedTuple):
    """All that would be shared with a statement, and nothing else."""

    statement: Statement
    step: Step
    chosen: tuple[Chosen, ...]
    rendering: Rendering | None  # somebody's English of the own words
    others: tuple[Rendering, ...]  # the same in other languages, the newest of each
    attached: tuple[Attachment, ...]
    written: tuple[Rendering, ...]  # what somebody wrote down of the voice, the newest in each language

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages of all own words in it, for their fonts."""
        filed, beside = self.statement.language, (*self.others, *self.written)
        names = (one.name for one in self.chosen if one.name)
        abouts = (one.about for one in self.attached if one.about)
        found = [find_language(text, filed).code for text in (*names, *abouts)]
        return (filed, *(one.language for one in beside), *found)

    @property
    def figures(self) -> list[Attachment]:
        """What can be seen or heard wherever the statement can (see :func:`.attachments.may_show`)."""
        return [one for one in self.attached if step_to_attach(services().library, one.page)]


def is_english(rendering: Rendering) -> bool:
    """Is it somebody's English of own words? What was written in its place may be in another language."""
    return rendering.voice is None and same_language(rendering.language, ENGLISH)


def read_additions(store: Store) -> Additions:
    """All that stands beside statements in a book."""
    return Additions(store.people(), store.renderings(), store.attachments())


def show(store: Store, statement: Statement) -> Shown:
    """The statement with its step, its sentences, and the newest English beside its own words."""
    return show_each([statement], read_additions(store))[0]


def show_each(statements: Sequence[Statement], additions: Additions) -> list[Shown]:
    """The same for many statements, with what stands beside them."""
    attached = {one.id: one for one in additions.attachments}
    return [
        _show(said, additions, [attached[one] for one in said.attached if one in attached])
        for said in statements
    ]


def _show(statement: Statement, additions: Additions, attached: Sequence[Attachment]) -> Shown:
    step = services().library.steps.get(statement.step) or _stand_in(statement)
    current = list_current(statement, additions)
    names = {one.role: one.name for one in current if isinstance(one, Person)}
    renderings = [one for one in current if isinstance(one, Rendering)]
    return Shown(
        statement,
        step,
        tuple(_find_chosen(statement, step, names)),
        next((one for one in renderings if is_english(one)), None),
        tuple(one for one in renderings if one.voice is None and not is_english(one)),
        tuple(attached),
        tuple(one for one in renderings if one.voice),
    )


def _stand_in(statement: Statement) -> Step:
    """For words said to a question that the content no longer has: they must not vanish with it."""
    return Step(id=statement.step, kind=statement.kind, picture="write", question=OLD_QUESTION)


def _find_chosen(statement: Statement, step: Step, names: dict[str, str]) -> Iterator[Chosen]:
    for choice, point, _ in kind_of(step).list_picks(statement, step):
        name = names.get(choice.id, "")
        yield Chosen(choice, choice.text if name or point else choice.card or choice.text, name, point)
