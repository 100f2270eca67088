"""One statement as others would see it: the sentences chosen, the own words, and their English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from easyread.book.store import Store
from easyread.model import Choice, Rendering, Statement, Step
from easyread.web.lines import mark
from easyread.web.parts import parts

OLD_QUESTION = mark("A question from before")


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
    rendering: Rendering | None


def show(store: Store, statement: Statement) -> Shown:
    """The statement with its step, its sentences, and the newest English beside its own words."""
    return show_each(store, [statement])[0]


def show_each(store: Store, statements: Sequence[Statement]) -> list[Shown]:
    """The same for many statements, with one look into the book."""
    newest = {one.statement: one for one in store.renderings() if one.voice is None}
    names = {person.role: person.name for person in store.people()}
    steps = [parts().library.steps.get(said.step) or _stand_in(said) for said in statements]
    return [
        Shown(
            said,
            step,
            tuple(_find_chosen(said, step, names if step.kind == "people" else {})),
            newest.get(said.id),
        )
        for said, step in zip(statements, steps, strict=True)
    ]


def _stand_in(statement: Statement) -> Step:
    """For words said to a question that the content no longer has: they must not vanish with it."""
    return Step(id=statement.step, kind=statement.kind, picture="write", question=OLD_QUESTION)


def _find_chosen(statement: Statement, step: Step, names: dict[str, str]) -> Iterator[Chosen]:
    points = {point.id: point for point in step.points}
    for choice in step.points if step.kind == "scale" else step.choices:
        if step.kind == "sort" and (point := points.get(statement.sorted.get(choice.id, ""))):
            yield Chosen(choice, choice.text, point=point)
        elif choice.id in statement.choices:
            name = names.get(choice.id, "")
            yield Chosen(choice, choice.text if name else choice.card or choice.text, name)
