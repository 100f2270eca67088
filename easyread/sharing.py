"""What was said, and grants -> what one reader may see, for one purpose, on one day.

The default is no. An OK is for one thing said in one version, with what stood beside it when the person was
asked: new words, a new name or new English need a new OK, because the person said yes to the old ones (field
study, chapter 9). It is one rule for whatever can be said: a statement is one kind of
:class:`~easyread.model.AnythingSaid`. Nothing here knows a page or a file.

What is private is asked about only while nobody is here who could be the worry, and a yes to it is a yes as
any other: for one version, one reader, one purpose. Every other answer leaves it private. Decision 29.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, TypeVar

import msgspec

from easyread.additions import Addition, Additions, fingerprint, list_current
from easyread.model import AnythingSaid, Grant, NotTold, Person, Rendering, Step

S = TypeVar("S", bound=AnythingSaid)
Decision = Literal["yes", "new", "ask", "no", "undecided", "private"]
TOLD: tuple[Decision, ...] = ("yes", "new")
ASKED_TWICE = 2  # as often as "not now" is taken for an answer: when it was said, and once more at sharing


def live_grant(grants: Iterable[Grant], said: str, reader: str, purpose: str, on: date) -> Grant | None:
    """The person's last answer for exactly this version, reader and purpose. ``said``: ``AnythingSaid.id``.

    ``None`` when there is none, when it was withdrawn or when its time :func:`is_over`. An older answer
    never comes back to life behind a newer one.
    """
    last = _last_grant(grants, said, reader, purpose)
    if last is None or last.withdrawn is not None or is_over(last, on):
        return None
    return last


def is_over(grant: Grant, on: date) -> bool:
    """Is the time of this answer over, on that day by the device's clock?

    A clock may be set, and a day that it shows is no proof. What was over once stays over. An answer that was
    given on a later day than this one waits until that day is here again: somebody set the clock back, or it
    had stood in the future, and then its last day would be years away. docs/decisions/clock.md.
    """
    if grant.until is None:
        return False
    return grant.over is not None or grant.until < on or on < grant.at.astimezone().date()


def may_see(  # noqa: PLR0913, PLR0917 - the rule of sharing has six parts, and each decides
    said: AnythingSaid,
    grants: Iterable[Grant],
    reader: str,
    purpose: str,
    on: date,
    held: frozenset[str],
) -> bool:
    """May ``reader`` see this for ``purpose`` on that day? Only after a clear and live yes.

    What may stand beside it: see :func:`cover`.
    ``held`` are the ids of the steps held back now, because of who is here.
    """
    if said.taken_back is not None or said.step in held:
        return False
    grant = live_grant(grants, said.id, reader, purpose, on)
    return grant is not None and grant.answer == "yes"


def cover(  # noqa: PLR0913, PLR0917 - as for ``may_see``
    additions: Additions,
    seen: Iterable[AnythingSaid],
    grants: Sequence[Grant],
    reader: str,
    purpose: str,
    on: date,
) -> Additions:
    """What may stand beside what is seen: what is there now and was there when the person said yes.

    What was replaced since is gone, and what is newer waits until it was asked about. Of a picture only the
    words about it wait: the picture itself is part of what was said.
    """
    kept: list[Addition] = []
    attached: set[str] = set()
    for said in seen:
        grant = live_grant(grants, said.id, reader, purpose, on)
        if grant is not None and grant.answer == "yes":
            newer = list_newer(said, grant, additions)
            kept += [one for one in list_current(said, additions) if one not in newer]
            attached |= set(said.attached)
    return Additions(
        [one for one in kept if isinstance(one, Person)],
        [one for one in kept if isinstance(one, Rendering)],
        [
            one if one in kept else msgspec.structs.replace(one, about="")
            for one in additions.attachments
            if one.id in attached
        ],
        additions.read_backs,
    )


def list_newer(said: AnythingSaid, grant: Grant, additions: Additions) -> list[Addition]:
    """What stands beside it now, but did not when this answer was given."""
    return [one for one in list_current(said, additions) if fingerprint(one, additions) not in grant.covers]


def decision(  # noqa: PLR0913, PLR0917 - as for ``may_see``
    said: AnythingSaid,
    grants: Iterable[Grant],
    reader: str,
    purpose: str,
    on: date,
    additions: Additions,
) -> Decision:
    """One cell of the picture grid "who can see what".

    A withdrawn OK is a no. One whose time is over is undecided: it can be asked again. A yes with something
    newer beside it is "new": the yes holds for what it was given for, and is asked about again. What is
    private stays so after any answer but a live yes.
    """
    last = _last_grant(grants, said.id, reader, purpose)
    answer: Decision = "undecided"
    if last is not None and last.withdrawn is not None:
        answer = "no"
    elif last is not None and not is_over(last, on):
        answer = "new" if last.answer == "yes" and list_newer(said, last, additions) else last.answer
    return "private" if said.private and answer not in TOLD else answer


def find_told(
    said: AnythingSaid, grants: Sequence[Grant], on: date, additions: Additions
) -> set[tuple[str, str]]:
    """Who has a live yes to exactly this, as (reader, purpose)."""
    asked = {(grant.reader, grant.purpose) for grant in grants if grant.said == said.id}
    return {one for one in asked if decision(said, grants, *one, on, additions) in TOLD}


def list_private_open(
    asked: Iterable[S], not_told: Sequence[NotTold], grants: Sequence[Grant], reader: str, purpose: str
) -> list[S]:
    """The private ones among ``asked`` that sharing asks about once more, for this reader and purpose.

    Not after "never"; not after a second "not now"; not after any answer about this reader and purpose. One
    that was told to somebody else is asked about as well. ``asked``: what :func:`shareable` gives.
    """
    return [
        said
        for said in asked
        if said.private
        and not is_settled(said, not_told)
        and _last_grant(grants, said.id, reader, purpose) is None
    ]


def is_settled(said: AnythingSaid, not_told: Iterable[NotTold]) -> bool:
    """Did the person say never, or not now for the second time? Then nothing asks by itself any more."""
    answers = [one.answer for one in not_told if one.said == said.id]
    return "never" in answers or len(answers) >= ASKED_TWICE


def is_new_to_ask(said: AnythingSaid, not_told: Iterable[NotTold], grants: Iterable[Grant]) -> bool:
    """Is it private, and has nobody asked yet if somebody is to be told of it?"""
    answered = {one.said for one in not_told} | {grant.said for grant in grants}
    return said.private and said.id not in answered


def list_changed(
    versions: Sequence[AnythingSaid], grants: Sequence[Grant], on: date
) -> frozenset[tuple[str, str]]:
    """For whom and what for an older version has a yes, and the newest one was not asked about yet.

    ``versions``: of one series, the oldest first. Gives pairs of reader and purpose: each of them saw the
    words until they were changed, and sees nothing now.
    """
    yes, asked = set[tuple[str, str]](), set[tuple[str, str]]()
    for said in reversed(versions):
        for reader, purpose in {(one.reader, one.purpose) for one in grants if one.said == said.id} - asked:
            live = live_grant(grants, said.id, reader, purpose, on)
            if live and live.answer == "yes" and said is not versions[-1]:
                yes.add((reader, purpose))
            asked.add((reader, purpose))
    return frozenset(yes)


def newest(everything: Iterable[S]) -> list[S]:
    """The last version of each series, in the order given; none where that one was taken back.

    Taking back the newest words never brings older words to a reader.
    """
    last: dict[tuple[type[AnythingSaid], str], S] = {}
    for said in everything:
        series = (type(said), said.series)
        if series not in last or said.number >= last[series].number:
            last[series] = said
    return [said for said in last.values() if said.taken_back is None]


def shareable(
    everything: Iterable[S], steps: Mapping[str, Step], held: frozenset[str], alone: bool
) -> list[S]:
    """What the sharing pages and cards are about, in the order of the steps.

    It says something that a card can carry, and is not held back now. What is private is among it only while
    the person is ``alone``: also its company of then learns from no card and no grid that somebody was told.
    """
    order = {step_id: place for place, step_id in enumerate(steps)}
    asked = [
        said
        for said in newest(everything)
        if said.step in steps
        and steps[said.step].card is not None
        and said.step not in held
        and (alone or not said.private)
        and said.says_something
    ]
    return sorted(asked, key=lambda said: order[said.step])


def _last_grant(grants: Iterable[Grant], said: str, reader: str, purpose: str) -> Grant | None:
    last: Grant | None = None
    for grant in grants:
        if (grant.said, grant.reader, grant.purpose) != (said, reader, purpose):
            continue
        if last is None or grant.at >= last.at:  # the same moment: the one kept later counts
            last = grant
    return last
