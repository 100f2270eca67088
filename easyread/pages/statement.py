"""One statement as others would see it: what was chosen, said, drawn; and what others wrote beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from easyread.additions import Additions, list_current, list_renderings
from easyread.book.store import Store
from easyread.kinds import kind_of
from easyread.languages import ENGLISH
from easyread.model import Attachment, Choice, Person, ReadBack, Rendering, Statement, Step
from easyread.own_language import find_language, same_language
from easyread.pages.provenance import Stamp, stamp_rendering
from easyread.visit.attachments import step_to_attach
from easyread.visit.renderings import list_seen
from easyread.visit.situation import Situation
from easyread.web.i18n import N_
from easyread.web.services import services

OLD_QUESTION = N_("A question from before")
IN_ENGLISH, IN_ANOTHER = N_("In English:"), N_("In another language:")
WRITTEN_DOWN = N_("Written down from my voice:")


class Chosen(NamedTuple):
    """A ready sentence that the person chose."""

    choice: Choice
    text: str  # English, a fixed line
    name: str = ""  # of a person, as the person wrote it
    point: Choice | None = None  # where a sorted choice was put


class Beside(NamedTuple):
    """What somebody wrote of what was said, with all that is known of it."""

    rendering: Rendering
    title: str  # a fixed line
    stamps: list[Stamp]
    agreed: bool | None  # what the person said when it was read back; None: nobody has
    older: bool  # its author has replaced it


class Shown(NamedTuple):
    """All that would be shared with a statement, and nothing else."""

    statement: Statement
    step: Step
    chosen: tuple[Chosen, ...]
    attached: tuple[Attachment, ...]
    beside: tuple[Beside, ...]  # what others wrote, in the order it was kept

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages of all own words in it, for their fonts."""
        filed, beside = self.statement.language, [one.rendering for one in self.beside]
        names = (one.name for one in self.chosen if one.name)
        abouts = (one.about for one in self.attached if one.about)
        found = [find_language(text, filed).code for text in (*names, *abouts)]
        return (filed, *(one.language for one in beside), *found)

    @property
    def figures(self) -> list[Attachment]:
        """What can be seen or heard wherever the statement can (see :func:`.attachments.may_show`)."""
        return [one for one in self.attached if step_to_attach(services().library, one.page)]


def read_additions(store: Store) -> Additions:
    """All that stands beside statements in a book."""
    return Additions(store.people(), store.renderings(), store.attachments(), store.read_backs())


def read_seen(store: Store, situation: Situation) -> Additions:
    """The same, as far as it may be on the screen now."""
    there = read_additions(store)
    return there._replace(renderings=list_seen(situation, there.renderings, there.read_backs))


def show(store: Store, situation: Situation, statement: Statement) -> Shown:
    """The statement with its step, its sentences, and what stands beside its own words, to be seen now."""
    return show_each([statement], read_seen(store, situation))[0]


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
    return Shown(
        statement,
        step,
        tuple(_find_chosen(statement, step, names)),
        tuple(attached),
        tuple(list_beside(statement, additions)),
    )


def list_beside(statement: Statement, additions: Additions, *, older: bool = False) -> list[Beside]:
    """What others wrote beside it; ``older``: also what its own author has replaced."""
    current = list_renderings(statement, additions)
    return [
        _describe(one, additions.find_read_back(one), older=one not in current)
        for one in list_renderings(statement, additions, older=older)
    ]


def _describe(rendering: Rendering, read: ReadBack | None, *, older: bool) -> Beside:
    if rendering.voice:
        title = WRITTEN_DOWN
    else:
        title = IN_ENGLISH if same_language(rendering.language, ENGLISH) else IN_ANOTHER
    return Beside(
        rendering,
        title,
        stamp_rendering(rendering, read, services().library),
        agreed=None if read is None else read.agrees,
        older=older,
    )


def _stand_in(statement: Statement) -> Step:
    """For words said to a question that the content no longer has: they must not vanish with it."""
    return Step(id=statement.step, kind=statement.kind, picture="write", question=OLD_QUESTION)


def _find_chosen(statement: Statement, step: Step, names: dict[str, str]) -> Iterator[Chosen]:
    for choice, point, _ in kind_of(step).list_picks(statement, step):
        name = names.get(choice.id, "")
        yield Chosen(choice, choice.text if name or point else choice.card or choice.text, name, point)
