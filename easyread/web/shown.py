"""One statement as others would see it: the sentences chosen, the own words, and their English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from easyread.book.store import Store
from easyread.model import Choice, Rendering, Statement, Step
from easyread.web.parts import parts


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
    step = parts().library.steps[statement.step]
    fitting = [one for one in store.renderings() if one.statement == statement.id]
    names = {person.role: person.name for person in store.people()} if step.kind == "people" else {}
    return Shown(
        statement, step, tuple(_find_chosen(statement, step, names)), fitting[-1] if fitting else None
    )


def _find_chosen(statement: Statement, step: Step, names: dict[str, str]) -> Iterator[Chosen]:
    points = {point.id: point for point in step.points}
    for choice in step.points if step.kind == "scale" else step.choices:
        if step.kind == "sort" and (point := points.get(statement.sorted.get(choice.id, ""))):
            yield Chosen(choice, choice.text, point=point)
        elif choice.id in statement.choices:
            name = names.get(choice.id, "")
            yield Chosen(choice, choice.text if name else choice.card or choice.text, name)
