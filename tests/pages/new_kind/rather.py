"""A kind that only the tests have: choices in pairs, and which of each pair the person would rather have."""

from __future__ import annotations

from collections.abc import Iterator

from easyread.kinds import Kind, Pick
from easyread.model import AnythingSaid, Step


class Rather(Kind):
    many = True
    tells_choices = False  # "I would rather have: A visit"

    def find_problems(self, step: Step) -> Iterator[str]:
        yield from super().find_problems(step)
        if len(step.choices) % 2:
            yield f"{step.kind!r} needs its choices in pairs"

    def list_picks(self, said: AnythingSaid, step: Step) -> Iterator[Pick]:
        for pick in super().list_picks(said, step):
            yield pick._replace(lead="I would rather have")
