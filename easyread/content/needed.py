"""What the code needs of the content: it asks for these steps, kinds and answers by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import get_args

from easyread.journey import ELSEWHERE, SAFE_COMPANY
from easyread.model import Choice, Consent, Step

WHO_IS_HERE, HOW_HELPING = "who-is-here", "how-helping"  # asked at each opening, and no others are
MAY_TELL = "people-may-tell"  # when people may tell others without asking
UNTRAINED = "family-friend"  # who interprets: may help to say hello; not to interpret this
MYSELF = "me"  # the reader of one's own card

_STEPS = {WHO_IS_HERE: SAFE_COMPANY, HOW_HELPING: frozenset[str](), MAY_TELL: frozenset[str]()}
# The answers that mean something to the code. "undecided" is no answer that can be tapped.
_KINDS = {
    "share": frozenset(get_args(Consent)) - {"undecided"},
    "card": frozenset({"yes", "change", "take-off"}),
    "today": frozenset[str](),
    # Other kinds may be there or not: one that the code does not know holds back, which is the safer mistake.
    "interpreter": frozenset({"registered", UNTRAINED, "yes"}),
    "remember": frozenset[str](),
}
_LENGTHS = frozenset({"today", "month", "three-months", "stop"})  # how long an OK can last


def find_missing(
    steps: Mapping[str, Step], readers: Iterable[Choice], untils: Iterable[Choice]
) -> Iterator[str]:
    """What is not there, one line each."""
    for wanted, choices in _STEPS.items():
        if wanted in steps:
            yield from _find_missing_choices(steps[wanted], choices)
        else:
            yield f"the app needs a step {wanted!r}"
    each_time = {step.id for step in steps.values() if step.each_time}
    if each_time != {WHO_IS_HERE, HOW_HELPING}:
        yield f"'each_time' is for {WHO_IS_HERE!r} and {HOW_HELPING!r}: both, and no other step"
    yield from _find_missing_kinds(steps)
    if MYSELF not in _ids(readers):
        yield f"sharing needs a reader {MYSELF!r}"
    if lacking := _LENGTHS - _ids(untils):
        yield f"sharing needs how long: {', '.join(sorted(lacking))}"


def _find_missing_kinds(steps: Mapping[str, Step]) -> Iterator[str]:
    many = Counter[str](step.kind for step in steps.values())
    for kind, choices in _KINDS.items():
        if many[kind] > 1:
            yield f"there are {many[kind]} steps of the kind {kind!r}: the app knows one"
        elif not many[kind] and kind in ELSEWHERE:
            yield f"the app needs a step of the kind {kind!r}"
        for step in steps.values():
            if step.kind == kind:
                yield from _find_missing_choices(step, choices)


def _find_missing_choices(step: Step, wanted: Collection[str]) -> Iterator[str]:
    if lacking := set(wanted) - _ids((*step.choices, *step.points)):
        yield f"step {step.id!r} needs the choices: {', '.join(sorted(lacking))}"


def _ids(choices: Iterable[Choice]) -> set[str]:
    return {choice.id for choice in choices}
