"""What the code needs of the content: it asks for these steps, kinds and answers by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from easyread.journey import SAFE_COMPANY
from easyread.kinds import KINDS, kind_of
from easyread.model import Choice, Step

WHO_IS_HERE, HOW_HELPING = "who-is-here", "how-helping"  # asked at each opening, and no others are
MAY_TELL = "people-may-tell"  # when people may tell others without asking
MYSELF = "me"  # the reader of one's own card

_STEPS = {WHO_IS_HERE: SAFE_COMPANY, HOW_HELPING: frozenset[str](), MAY_TELL: frozenset[str]()}
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
    many = Counter(step.kind for step in steps.values())
    for name, kind in KINDS.items():
        if kind.once and many[name] > 1:
            yield f"there are {many[name]} steps of the kind {name!r}: the app knows one"
        if kind.page and not many[name]:
            yield f"the app needs a step of the kind {name!r}"
    for step in steps.values():
        yield from _find_missing_choices(step, kind_of(step).needs)


def _find_missing_choices(step: Step, wanted: Collection[str]) -> Iterator[str]:
    if lacking := set(wanted) - _ids((*step.choices, *step.points)):
        yield f"step {step.id!r} needs the choices: {', '.join(sorted(lacking))}"


def _ids(choices: Iterable[Choice]) -> set[str]:
    return {choice.id for choice in choices}
