"""What the code needs of the content: it asks for these steps, kinds and answers by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from easyread.additions import PEOPLE_STEP
from easyread.journey import SAFE_COMPANY
from easyread.kinds import KINDS, kind_of
from easyread.model import EMERGENCY, Choice, Place, Step

GOOD_TIME, EXIT_PRACTICE = "good-time", "exit-practice"  # asked before there is a book, and no others are
LATER, NOT_SURE = "later", "not-sure"  # answers to whether this is a good time
WHO_IS_HERE, HOW_HELPING = "who-is-here", "how-helping"  # asked at each opening, and no others are
NAME = "name"  # what my page calls the person
MAY_TELL = "people-may-tell"  # when people may tell others without asking
MYSELF = "me"  # the reader of one's own card
SOCIAL_WORKER = "social-worker"  # the reader who can be told of a private answer in one tap
TIME_ALONE, ADVOCATE = "time-alone", "advocate"  # steps that are offered after an answer that shows pressure

# Step -> the choices that mean something to the code.
_STEPS: Mapping[str, Collection[str]] = {
    GOOD_TIME: (LATER, NOT_SURE),
    EXIT_PRACTICE: (),
    WHO_IS_HERE: SAFE_COMPANY,
    HOW_HELPING: (),
    NAME: (),
    PEOPLE_STEP: (),
    MAY_TELL: (),
    TIME_ALONE: (),
    ADVOCATE: (),
}
_MARKED = {"before": {GOOD_TIME, EXIT_PRACTICE}, "each_time": {WHO_IS_HERE, HOW_HELPING}}
_LENGTHS = frozenset({"today", "month", "three-months", "stop"})  # how long an OK can last


def find_missing(
    steps: Mapping[str, Step],
    readers: Iterable[Choice],
    untils: Iterable[Choice],
    places: Iterable[Place],
) -> Iterator[str]:
    """What is not there, one line each."""
    yield from _find_missing_steps(steps)
    yield from _find_missing_kinds(steps)
    known = _ids(readers)
    for reader in (MYSELF, SOCIAL_WORKER):
        if reader not in known:
            yield f"sharing needs a reader {reader!r}"
    if lacking := _LENGTHS - _ids(untils):
        yield f"sharing needs how long: {', '.join(sorted(lacking))}"
    for place in places:
        if not any(one.id == EMERGENCY and one.number for one in place.contacts):
            yield f"place {place.id!r} needs a contact {EMERGENCY!r} with its number"


def _find_missing_steps(steps: Mapping[str, Step]) -> Iterator[str]:
    for wanted, choices in _STEPS.items():
        if wanted in steps:
            yield from _find_missing_choices(steps[wanted], choices)
        else:
            yield f"the app needs a step {wanted!r}"
    for mark, wanted_ones in _MARKED.items():
        if {step.id for step in steps.values() if getattr(step, mark)} != wanted_ones:
            yield f"{mark!r} is for {' and '.join(map(repr, sorted(wanted_ones)))}: both, and no other step"


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
