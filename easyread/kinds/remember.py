"""Teach-back: which of these do you remember? It is never called a test."""

from collections.abc import Iterator

from easyread.kinds.kind import Kind
from easyread.model import Statement, Step


class Remember(Kind):
    """Some of its choices are not so. The true ones are shown once more on the page after it."""

    many = True
    once = True
    keeps = "remembered"

    def find_problems(self, step: Step) -> Iterator[str]:
        yield from super().find_problems(step)
        if len({choice.true for choice in step.choices}) < 2:
            yield f"{step.kind!r} needs choices that are true and choices that are not"

    def find_after(self, step: Step, kept: Statement | None) -> str:
        return "after_answer.replay"
