"""Who interprets, and for which language; and when they have gone: are they OK?"""

from collections.abc import Iterator
from typing import get_args

from easyread.kinds.kind import Kind
from easyread.model import InterpreterOk as Answer
from easyread.model import Statement, Step

UNTRAINED = "family-friend"  # who interprets: may help to say hello; not to interpret this
SIGNING = frozenset({"bsl", "deaf-relay", "deafblind"})  # they put signs into words


class Interpreter(Kind):
    """Its choices are kinds of interpreter."""

    once = True
    # Others may be there or not: one that the code does not know holds back, which is the safer mistake.
    needs = frozenset({"registered", UNTRAINED})
    texts = ("tongue", "dialect")
    keeps = "interpreter"
    about_now = True


class InterpreterOk(Kind):
    """The quiet question. Its choices are the answers; its points are the ways on, the same after each."""

    shows_points = True
    once = True
    needs = frozenset({"yes", "unsure", "no", "go-on", "another", "stop"})
    keeps = "interpreter-ok"
    about_now = True

    def find_problems(self, step: Step) -> Iterator[str]:
        yield from super().find_problems(step)
        if unknown := {choice.id for choice in step.choices}.difference(get_args(Answer)):
            yield f"there is no such answer: {', '.join(sorted(unknown))}"
        if step.after != "interpreter":
            yield "it is asked when the interpreter has gone: 'after: interpreter'"

    def takes_words(self, step: Step) -> bool:
        return False

    def find_after(self, step: Step, kept: Statement | None) -> str:
        return "after_answer.show_ways"
